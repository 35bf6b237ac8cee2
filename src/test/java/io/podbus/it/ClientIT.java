package io.podbus.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.podbus.client.ClientOptions;
import io.podbus.client.EventStream;
import io.podbus.client.Follow;
import io.podbus.client.LifecycleEvent;
import io.podbus.client.PodbusClient;
import io.podbus.client.PodbusException;
import io.podbus.client.RunResult;
import io.podbus.client.Session;
import io.podbus.client.SessionEvent;
import io.podbus.client.SessionQuery;
import io.podbus.client.SessionRequest;
import io.podbus.client.SessionState;
import io.podbus.client.Violation;
import io.podbus.client.WaitFor;
import io.podbus.client.WaitResult;
import io.podbus.testing.Await;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The Java client with real podman: the same over HTTP and over the bus.
class ClientIT extends ServiceTestBase {
  private final Vertx own = Vertx.vertx();
  private PodbusClient http;
  private PodbusClient bus;

  /// By what a client asks.
  enum By {
    HTTP,
    BUS
  }

  @BeforeAll
  void connect() {
    // A window that is smaller than a record, so that records come in parts.
    ClientOptions options = ClientOptions.defaults().withWindowBytes(10_000);
    http = PodbusClient.http(own, URI.create(service.url()), options);
    bus = PodbusClient.bus(service.vertx(), options);
  }

  @AfterAll
  void disconnect() {
    Await.get(http.close(), Service.DEADLINE, "the client over HTTP closes");
    Await.get(bus.close(), Service.DEADLINE, "the client on the bus closes");
    Await.get(own.close(), Service.DEADLINE, "its Vert.x closes");
  }

  private PodbusClient client(By by) {
    return by == By.HTTP ? http : bus;
  }

  private static <T> T get(Future<T> future) {
    return Await.get(future, Service.DEADLINE, "an answer");
  }

  private static PodbusException failure(Future<?> future) {
    Throwable cause = Await.failure(future, Service.DEADLINE, "an answer");
    assertThat(cause).isInstanceOf(PodbusException.class);
    return (PodbusException) cause;
  }

  private static SessionRequest shell(String line) {
    return SessionRequest.run(Service.IMAGE, "sh", "-c", line).withTty(false);
  }

  private static WaitFor pattern(String pattern) {
    return WaitFor.pattern(pattern).atMost(Service.DEADLINE);
  }

  @ParameterizedTest
  @EnumSource
  void a_dialogue(By by) {
    PodbusClient client = client(by);
    Session session =
        get(
            client.create(
                SessionRequest.run(Service.IMAGE, "sh")
                    .withTerminal(30, 90)
                    .withLabels(Map.of("client", by.name()))
                    .withEnvironment(Map.of("WHO", "me"))));
    String id = session.id();
    EventStream<SessionEvent> events = get(client.follow(id, Follow.fromStart()));
    List<SessionEvent> seen = new CopyOnWriteArrayList<>();
    events.handler(seen::add);

    WaitResult prompt = get(client.waitFor(id, pattern("# ")));
    assertThat(prompt.matched()).isTrue();
    get(client.input(id, "echo is=$((6*7))$WHO; stty size\n"));
    WaitResult answer =
        get(
            client.waitFor(
                id,
                pattern("is=(\\d+)me\\s+(\\d+ \\d+)")
                    .on("tty")
                    .fromOffset(prompt.endOffset().getAsLong())));
    assertThat(answer.groups()).containsExactly(Optional.of("42"), Optional.of("30 90"));
    get(client.resize(id, 40, 120));
    get(client.keys(id, List.of("ctrl+c")));
    get(client.inputOnce(id, "k", Buffer.buffer("cat\n")));
    get(client.inputOnce(id, "k", Buffer.buffer("cat\n")));
    assertThat(get(client.waitFor(id, WaitFor.quiet(Duration.ofMillis(50)))).matched()).isTrue();
    get(client.signal(id, "SIGWINCH"));

    Session found = get(client.get(id));
    assertThat(found.state()).isEqualTo(SessionState.RUNNING);
    assertThat(found.cols()).isEqualTo(120);
    assertThat(found.labels()).containsEntry("client", by.name());
    assertThat(found.output().bytes()).containsOnlyKeys("tty");
    assertThat(get(client.list(SessionQuery.ALL.withLabel("client", by.name()))).sessions())
        .extracting(Session::id)
        .containsExactly(id);
    assertThat(get(client.pause(id)).state()).isEqualTo(SessionState.PAUSED);
    assertThat(get(client.resume(id)).state()).isEqualTo(SessionState.RUNNING);
    assertThat(get(client.usage(id)).getString("session")).isEqualTo(id);
    RunResult listed = ran(client, get(client.exec(id, SessionRequest.program("ps"))).id());
    assertThat(listed.stdout() + listed.tty()).contains("ps");

    Session ended = get(client.close(id, Optional.of(Duration.ofMillis(200))));
    assertThat(ended.state()).isEqualTo(SessionState.EXITED);
    assertThat(ended.exit().orElseThrow().reason()).isEqualTo("closed");
    get(events.ended());
    assertThat(seen.getLast()).isInstanceOf(SessionEvent.Ended.class);
    assertThat(seen)
        .anyMatch(event -> event.equals(new SessionEvent.Resized(event.seq(), 40, 120)));
    assertThat(text(seen, "tty")).contains("is=42me").containsOnlyOnce("cat\r\n");
    get(client.purge(id));
    assertThat(failure(client.get(id)).code()).isEqualTo("session-not-found");
  }

  /// What a session came to, read by hand.
  private RunResult ran(PodbusClient client, String id) {
    get(client.waitFor(id, WaitFor.exit().atMost(Service.DEADLINE)));
    EventStream<SessionEvent> events = get(client.follow(id, Follow.fromStart()));
    List<SessionEvent> seen = new CopyOnWriteArrayList<>();
    events.handler(seen::add);
    get(events.ended());
    return new RunResult(
        get(client.get(id)),
        true,
        Map.of(
            "stdout", Buffer.buffer(text(seen, "stdout")), "tty", Buffer.buffer(text(seen, "tty"))),
        false,
        Optional.empty());
  }

  private static String text(List<SessionEvent> events, String stream) {
    Buffer all = Buffer.buffer();
    for (SessionEvent event : events) {
      if (event instanceof SessionEvent.Output output && output.stream().equals(stream)) {
        all.appendBuffer(output.bytes());
      }
    }
    return all.toString();
  }

  @ParameterizedTest
  @EnumSource
  void a_program_that_is_waited_for(By by) {
    PodbusClient client = client(by);
    RunResult both =
        get(
            client.run(
                shell("cat; printf '\\377'; echo to >&2; exit 3").withInput("in", true),
                Service.DEADLINE));
    assertThat(both.finished()).isTrue();
    assertThat(both.bytes("stdout").getBytes()).isEqualTo(new byte[] {'i', 'n', (byte) 0xff});
    assertThat(both.stderr()).isEqualTo("to\n");
    assertThat(both.session().exit().orElseThrow().code()).hasValue(3);
    assertThat(both.truncated()).isFalse();

    RunResult none = get(client.run(SessionRequest.run(Service.IMAGE, "cat"), Service.DEADLINE));
    assertThat(none.stdout()).isEmpty();
    assertThat(none.session().tty()).isFalse();

    RunResult much = get(client.run(shell("head -c 2000000 /dev/zero"), Service.DEADLINE));
    assertThat(much.bytes("stdout").length()).isEqualTo(1024 * 1024);
    assertThat(much.truncated()).isTrue();

    RunResult images =
        get(
            client.run(
                SessionRequest.operation("inspect").with("image", Service.IMAGE),
                Service.DEADLINE));
    assertThat(images.result().orElseThrow()).isInstanceOf(JsonArray.class);

    RunResult still =
        get(
            client.run(
                shell("cat").with("interactive", true).withInput("x", false),
                Duration.ofMillis(300)));
    assertThat(still.finished()).isFalse();
    get(client.close(still.session().id(), Optional.of(Duration.ZERO)));

    PodbusException missing =
        failure(
            client.run(
                SessionRequest.operation("inspect").with("containerName", "nobody-is-here"),
                Service.DEADLINE));
    assertThat(missing.code()).isEqualTo("container-not-found");
    assertThat(missing.status()).isEqualTo(404);
  }

  @ParameterizedTest
  @EnumSource
  void what_is_wrong_is_told_the_same_way(By by) {
    PodbusClient client = client(by);
    PodbusException wrong = failure(client.create(shell("true").with("memory", "much")));
    assertThat(wrong.code()).isEqualTo("invalid-options");
    assertThat(wrong.status()).isEqualTo(400);
    assertThat(wrong.retryable()).isFalse();
    assertThat(wrong.errors()).extracting(Violation::pointer).containsExactly("/memory");
    String absent = "01aaaaaaaaaaaaaaaaaaaaaaaa";
    assertThat(failure(client.get(absent)).code()).isEqualTo("session-not-found");
    assertThat(failure(client.follow(absent, Follow.fromStart())).status()).isEqualTo(404);
    assertThat(failure(client.follow(absent, Follow.fromNow())).status()).isEqualTo(404);
    Session short_ = get(client.create(shell("true")));
    get(client.waitFor(short_.id(), WaitFor.exit().atMost(Service.DEADLINE)));
    assertThat(failure(client.input(short_.id(), "x")).status()).isEqualTo(409);
    assertThat(failure(client.follow(short_.id(), Follow.from(99))).code())
        .isEqualTo("invalid-range");
    assertThat(get(client.dryRun(shell("true"))).getJsonArray("argv")).isNotEmpty();
    assertThat(get(client.capabilities()).getString("version")).isNotBlank();
  }

  @ParameterizedTest
  @EnumSource
  void input_of_any_length_comes_out_again_exactly(By by) {
    PodbusClient client = client(by);
    byte[] bytes = new byte[1_000_000];
    new Random(4711).nextBytes(bytes);
    Session session = get(client.create(shell("cat; echo enough >&2").with("interactive", true)));
    EventStream<SessionEvent> events =
        get(client.follow(session.id(), Follow.fromStart().block(Service.DEADLINE)));
    Buffer came = Buffer.buffer();
    List<SessionEvent> said = new CopyOnWriteArrayList<>();
    events.handler(event -> {
      if (event instanceof SessionEvent.Output output && output.stream().equals("stdout")) {
        came.appendBuffer(output.bytes());
      } else {
        said.add(event);
      }
    });
    get(client.input(session.id(), Buffer.buffer(bytes)));
    get(client.eof(session.id()));
    get(events.ended());
    assertThat(came.getBytes()).isEqualTo(bytes);
    assertThat(text(said, "stderr")).isEqualTo("enough\n");
  }

  @ParameterizedTest
  @EnumSource
  void the_lifecycle_of_all_sessions(By by) {
    PodbusClient client = client(by);
    EventStream<LifecycleEvent> events = get(client.events(OptionalLong.empty()));
    List<LifecycleEvent> seen = new CopyOnWriteArrayList<>();
    events.handler(seen::add);
    String id = get(client.create(shell("true"))).id();
    Await.until(
        Service.DEADLINE, "its end is told", () -> happened(seen, id).contains("session.ended"));
    assertThat(happened(seen, id)).startsWith("session.created");
    long first = seen.getFirst().id();
    get(events.close());
    EventStream<LifecycleEvent> again = get(client.events(OptionalLong.of(first)));
    List<LifecycleEvent> repeated = new CopyOnWriteArrayList<>();
    again.handler(repeated::add);
    Await.until(
        Service.DEADLINE, "told again", () -> happened(repeated, id).contains("session.ended"));
    assertThat(repeated.getFirst().id()).isEqualTo(first);
    get(again.close());
  }

  private static List<String> happened(List<LifecycleEvent> events, String id) {
    return events.stream()
        .filter(LifecycleEvent.Happened.class::isInstance)
        .map(LifecycleEvent.Happened.class::cast)
        .filter(event -> event.sessionId().equals(id))
        .map(LifecycleEvent.Happened::type)
        .toList();
  }
}
