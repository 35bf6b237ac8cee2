package io.podbus.bench;

import io.podbus.bench.FairnessBench.Seen;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;

/// An owner that works as people do: it starts something, and types a line, in turns.
final class Owner implements AutoCloseable {
  private static final String LINE = "a line of some forty bytes, as one types\n";

  private final Settings settings;
  private final Driver driver;
  private final String token;
  private final HttpConnection creates;
  private final HttpConnection input;
  private final String session;
  private int echoed;
  private Promise<Void> wanted;

  Owner(Settings settings, Driver driver, Service service, String token) {
    this.settings = settings;
    this.driver = driver;
    this.token = token;
    this.creates = driver.run("connecting", () -> driver.connect(service.port()));
    this.input = driver.run("connecting", () -> driver.connect(service.port()));
    this.session =
        driver.run(
            "a session of its own",
            () ->
                creates
                    .ask(
                        as(token, Client.create(FairnessBench.body(settings, true), Client.JSON)),
                        201)
                    .map(answer -> FairnessBench.id(answer).orElseThrow()));
    HttpConnection events = driver.run("connecting", () -> driver.connect(service.port()));
    driver.run(
        "following it",
        () -> {
          Future<Integer> _ =
              events.send(as(token, Client.events(session)), new SseReader(this::came, _ -> {}));
          return Future.succeededFuture();
        });
  }

  static int rounds(Settings settings) {
    return settings.quick() ? 20 : 200;
  }

  /// The same request by the bearer of a token.
  static Buffer as(String token, Buffer request) {
    String text = request.toString();
    int end = text.indexOf("\r\n") + 2;
    return Buffer.buffer(
        text.substring(0, end) + "Authorization: Bearer " + token + "\r\n" + text.substring(end));
  }

  Seen measure() {
    Seen seen = new Seen(new Samples(), new Samples());
    for (int i = 0; i < rounds(settings); i++) {
      seen.creates().add(driver.run("a start", this::create));
      seen.lines().add(driver.run("a line", this::line));
    }
    return seen;
  }

  private Future<Long> create() {
    long began = System.nanoTime();
    long[] first = {0};
    SseReader reader =
        new SseReader(
            (_, _, _) -> {
              if (first[0] == 0) {
                first[0] = System.nanoTime() - began;
              }
            },
            _ -> {});
    return creates
        .send(as(token, Client.create(FairnessBench.body(settings, false), Client.EVENTS)), reader)
        .map(status -> {
          if (first[0] == 0) {
            throw new IllegalStateException("no output came, answered " + status);
          }
          return first[0];
        });
  }

  private Future<Long> line() {
    long began = System.nanoTime();
    echoed = 0;
    Promise<Void> back = Promise.promise();
    wanted = back;
    return Future.all(
            input.send(as(token, Client.input(session, LINE)), (_, _, _) -> {}), back.future())
        .map(_ -> System.nanoTime() - began);
  }

  private void came(byte[] source, int from, int count) {
    echoed += count;
    Promise<Void> waiting = wanted;
    if (echoed >= LINE.length() && waiting != null) {
      wanted = null;
      waiting.complete();
    }
  }

  @Override
  public void close() {
    driver.run("ending it", () -> input.ask(as(token, Client.delete(session)), 200));
  }
}
