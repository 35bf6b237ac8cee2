package io.podbus.bench;

import io.podbus.process.UnsupportedPlatformException;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/// Clients of another owner that take all they can get, on a loop of their own.
final class Crowd implements AutoCloseable {
  /// What they do.
  enum Kind {
    /// A byte of a request's head, and half a second later the next.
    DRIBBLING("500 clients that send a request byte by byte"),
    STREAMING("2,000 streams of one owner"),
    STARTING("500 starts at once, again and again");

    private final String words;

    Kind(String words) {
      this.words = words;
    }

    String words() {
      return words;
    }
  }

  private static final int DRIBBLERS = 500;
  private static final int STREAMS = 2_000;
  private static final int STARTS = 500;
  private static final long DRIBBLE_NANOS = 500_000_000;

  private final Settings settings;
  private final Service service;
  private final String token;
  private final Driver driver;
  private final Map<String, Integer> answers = new ConcurrentHashMap<>();
  private final List<AutoCloseable> running = new ArrayList<>();
  private volatile boolean over;

  private Crowd(Settings settings, Service service, String token)
      throws UnsupportedPlatformException {
    this.settings = settings;
    this.service = service;
    this.token = token;
    this.driver = new Driver();
  }

  /// Starts them; they are at it when this returns.
  static Crowd of(Kind kind, Settings settings, Service service, String token) {
    try {
      Crowd crowd = new Crowd(settings, service, token);
      switch (kind) {
        case DRIBBLING -> crowd.dribble();
        case STREAMING -> crowd.stream();
        case STARTING -> crowd.start();
      }
      return crowd;
    } catch (UnsupportedPlatformException e) {
      throw new IllegalStateException(e);
    }
  }

  /// What they were answered, and how often.
  String answers() {
    StringBuilder text = new StringBuilder();
    new TreeMap<>(answers)
        .forEach((what, count) ->
            text.append(text.isEmpty() ? "" : ", ")
                .append(String.format(Locale.ROOT, "%s: %d", what, count)));
    return text.toString();
  }

  private void count(String what) {
    answers.merge(what, 1, Integer::sum);
  }

  private void dribble() {
    List<NetSocket> open = new ArrayList<>();
    driver.run(
        "the slow ones",
        () -> {
          List<Future<Void>> all = new ArrayList<>();
          for (int i = 0; i < DRIBBLERS; i++) {
            all.add(
                driver
                    .socket(service.port())
                    .map(socket -> {
                      open.add(socket);
                      count("connected");
                      socket.closeHandler(_ -> {
                        if (!over) {
                          count("cut off");
                        }
                      });
                      return null;
                    }));
          }
          return Future.all(all);
        });
    byte[] request =
        ("GET /v1/sessions HTTP/1.1\r\nHost: 127.0.0.1\r\nX: " + "y".repeat(500)).getBytes();
    int[] at = {0};
    running.add(
        new Pace(
            "dribble",
            DRIBBLE_NANOS,
            () -> {
              Buffer next = Buffer.buffer(new byte[] {request[at[0]++ % request.length]});
              driver.run(
                  "a byte of each",
                  () -> {
                    open.forEach(socket -> socket.write(next));
                    return Future.succeededFuture();
                  });
            }));
  }

  private void stream() {
    String id =
        driver.run(
            "their session",
            () ->
                driver
                    .connect(service.port())
                    .compose(connection ->
                        connection.ask(
                            Owner.as(
                                token,
                                Client.create(FairnessBench.body(settings, true), Client.JSON)),
                            201))
                    .map(answer -> FairnessBench.id(answer).orElseThrow()));
    Buffer request = Owner.as(token, Client.events(id));
    for (int i = 0; i < STREAMS; i++) {
      driver.run(
          "a stream",
          () ->
              driver
                  .connect(service.port())
                  .onFailure(_ -> count("not connected"))
                  .map(connection -> {
                    connection
                        .send(request, (_, _, _) -> {})
                        .onSuccess(status -> count("answered " + status));
                    count("asked");
                    return null;
                  })
                  .otherwiseEmpty());
    }
    running.add(() ->
        driver.run(
            "ending their session",
            () ->
                driver
                    .connect(service.port())
                    .compose(
                        connection -> connection.ask(Owner.as(token, Client.delete(id)), 200))));
  }

  private void start() {
    Buffer request =
        Owner.as(token, Client.create(FairnessBench.body(settings, false), Client.EVENTS));
    for (int i = 0; i < STARTS; i++) {
      HttpConnection connection = driver.run("connecting", () -> driver.connect(service.port()));
      driver.run(
          "a start",
          () -> {
            again(connection, request);
            return Future.succeededFuture();
          });
    }
  }

  private void again(HttpConnection connection, Buffer request) {
    if (over) {
      return;
    }
    connection
        .send(request, (_, _, _) -> {})
        .onSuccess(status -> {
          count("answered " + status);
          again(connection, request);
        });
  }

  @Override
  public void close() {
    over = true;
    for (AutoCloseable one : running) {
      try {
        one.close();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
    driver.close();
  }
}
