package io.podbus.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.podbus.testing.Await;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// All that HTTP can, on the bus.
class BusIT extends ServiceTestBase {
  private BusClient bus;

  private record Chunk(MultiMap headers, Buffer body) {}

  @BeforeAll
  void connect() {
    bus = new BusClient(service.vertx());
  }

  private String create(JsonObject options) {
    return BusClient.answer(bus.create(options)).getString("id");
  }

  private void awaitState(String id, String state) {
    Await.until(
        Service.DEADLINE,
        id + " is " + state,
        () ->
            BusClient.answer(bus.session(id, "get", new JsonObject()))
                .getString("state")
                .equals(state));
  }

  private void awaitOutput(String id, String count) {
    Await.until(
        Service.DEADLINE,
        id + " has written something",
        () ->
            BusClient.answer(bus.session(id, "get", new JsonObject()))
                    .getJsonObject("output")
                    .getLong(count)
                > 0);
  }

  /// All records, pulled to the session's end.
  private List<JsonObject> readAll(String id) {
    List<JsonObject> records = new ArrayList<>();
    long next = 0;
    while (true) {
      JsonObject batch =
          BusClient.answer(
              bus.session(
                  id,
                  "read",
                  new JsonObject()
                      .put("fromSeq", next)
                      .put("maxBytes", 65536)
                      .put("waitMs", 2000)));
      JsonArray part = batch.getJsonArray("records");
      part.forEach(entry -> records.add((JsonObject) entry));
      next = batch.getLong("nextSeq");
      if (batch.getBoolean("ended")) {
        return records;
      }
    }
  }

  private static String text(List<JsonObject> records, String stream) {
    StringBuilder text = new StringBuilder();
    records.stream()
        .filter(entry -> stream.equals(entry.getString("stream")))
        .forEach(entry ->
            text.append(new String(Base64.getDecoder().decode(entry.getString("base64")))));
    return text.toString();
  }

  @Test
  void aWholeLife() {
    String id =
        create(
            Api.terminal(
                "stty size; read a; echo \"got $a\";"
                    + " until [ \"$(stty size)\" = '20 60' ]; do sleep 0.1; done; stty size;"
                    + " read b; exit 4"));
    awaitState(id, "running");
    awaitOutput(id, "ttyBytes");
    BusClient.answer(bus.session(id, "input", Buffer.buffer("one\n")));
    BusClient.answer(bus.session(id, "resize", new JsonObject().put("rows", 20).put("cols", 60)));
    BusClient.answer(bus.session(id, "input", new JsonObject().put("text", "two\n")));
    List<JsonObject> records = readAll(id);
    assertThat(text(records, "tty")).contains("24 80", "got one", "20 60");
    assertThat(records.getLast().getString("type")).isEqualTo("exit");
    assertThat(records.getLast().getInteger("code")).isEqualTo(4);
    assertThat(records)
        .extracting(entry -> entry.getLong("seq"))
        .isSorted()
        .doesNotHaveDuplicates();
    JsonArray sessions =
        BusClient.answer(bus.sessions("list", new JsonObject())).getJsonArray("sessions");
    assertThat(sessions).anyMatch(session -> ((JsonObject) session).getString("id").equals(id));
    BusClient.answer(bus.session(id, "purge", new JsonObject()));
  }

  @Test
  void theLifecycleOfAllSessionsIsTold() {
    List<JsonObject> told = new CopyOnWriteArrayList<>();
    MessageConsumer<JsonObject> all = service.vertx().eventBus().consumer("podbus.events");
    all.handler(message -> told.add(message.body()));
    Await.get(all.completion(), Service.DEADLINE, "a listener to the lifecycle");
    String id = create(Api.shell("exit 3"));
    readAll(id);
    BusClient.answer(bus.session(id, "purge", new JsonObject()));
    Await.until(
        Service.DEADLINE, "the purge is told", () -> types(told, id).contains("session.purged"));
    assertThat(types(told, id))
        .containsSubsequence("session.created", "session.state", "session.ended", "session.purged");
    JsonObject end =
        told.stream()
            .filter(event -> event.getString("type").equals("session.ended"))
            .map(event -> event.getJsonObject("session"))
            .filter(session -> session.getString("id").equals(id))
            .findFirst()
            .orElseThrow();
    assertThat(end.getString("state")).isEqualTo("exited");
    assertThat(end.getJsonObject("exit").getInteger("code")).isEqualTo(3);
    Await.get(all.unregister(), Service.DEADLINE, "the listener goes");
  }

  private static List<String> types(List<JsonObject> told, String id) {
    return told.stream()
        .filter(event -> event.getJsonObject("session").getString("id").equals(id))
        .map(event -> event.getString("type"))
        .toList();
  }

  @Test
  void aNamedReaderHoldsTheProgramAndLosesNothing() {
    int size = 6_000_000;
    String id =
        BusClient.answer(
                bus.create(
                    Api.shell("head -c " + size + " /dev/zero | tr '\\0' x"), "reader", "mine"))
            .getString("id");
    long next = 0;
    long bytes = 0;
    boolean ended = false;
    while (!ended) {
      JsonObject batch =
          BusClient.answer(
              bus.session(
                  id,
                  "read",
                  new JsonObject()
                      .put("fromSeq", next)
                      .put("reader", "mine")
                      .put("delivery", "block")
                      .put("waitMs", 2000)));
      for (Object each : batch.getJsonArray("records")) {
        JsonObject entry = (JsonObject) each;
        assertThat(entry.getString("type")).isNotEqualTo("gap");
        if (entry.getString("type").equals("output")) {
          assertThat(entry.getLong("offset")).isEqualTo(bytes);
          bytes += Base64.getDecoder().decode(entry.getString("base64")).length;
        }
      }
      next = batch.getLong("nextSeq");
      ended = batch.getBoolean("ended");
    }
    assertThat(bytes).isEqualTo(size);
  }

  @Test
  void theSameKeyMakesOneSession() {
    JsonObject options = Api.run("true");
    String first = BusClient.answer(bus.create(options, "idempotencyKey", "bus-1")).getString("id");
    assertThat(BusClient.answer(bus.create(options, "idempotencyKey", "bus-1")).getString("id"))
        .isEqualTo(first);
    assertThat(create(options)).isNotEqualTo(first);
  }

  @Test
  void whatCanBeRunAndWhatWouldRunIsTold() {
    JsonArray operations =
        BusClient.answer(bus.sessions("operations", new JsonObject())).getJsonArray("operations");
    assertThat(operations)
        .extracting(operation -> ((JsonObject) operation).getString("operation"))
        .contains("run", "exec");
    JsonObject dry = BusClient.answer(bus.sessions("dryRun", Api.run("echo", "a b")));
    assertThat(dry.getJsonArray("argv")).contains("podman", "run", Service.IMAGE, "a b");
  }

  @Test
  void endOfInputSignalAndClose() {
    String cat = create(Api.run("cat"));
    awaitState(cat, "running");
    BusClient.answer(bus.session(cat, "input", Buffer.buffer("through")));
    BusClient.answer(bus.session(cat, "eof", new JsonObject()));
    assertThat(text(readAll(cat), "stdout")).isEqualTo("through");

    String trap = create(Api.shell("trap 'exit 8' INT; echo ready; while :; do sleep 0.1; done"));
    awaitOutput(trap, "stdoutBytes");
    BusClient.answer(bus.session(trap, "signal", new JsonObject().put("signal", 2)));
    assertThat(readAll(trap).getLast().getInteger("code")).isEqualTo(8);

    String sleep = create(Api.run("sleep", "1000"));
    JsonObject closed =
        BusClient.answer(bus.session(sleep, "close", new JsonObject().put("graceMs", 0)));
    assertThat(closed.getJsonObject("exit").getString("reason")).isEqualTo("closed");
  }

  @Test
  void execInASession() {
    String host = create(Api.run("sleep", "1000"));
    awaitState(host, "running");
    String exec =
        BusClient.answer(
                bus.session(
                    host,
                    "exec",
                    new JsonObject()
                        .put("tty", false)
                        .put("command", "echo")
                        .put("args", new JsonArray().add("inside"))))
            .getString("id");
    assertThat(text(readAll(exec), "stdout")).isEqualTo("inside\n");
    BusClient.answer(bus.session(host, "close", new JsonObject().put("graceMs", 0)));
  }

  @Test
  void theFeedHasTheBytesAndTheOrder() {
    String id = create(Api.shell("read go; for i in 1 2 3 4 5; do echo $i; sleep 0.1; done"));
    awaitState(id, "running");
    List<Chunk> chunks = new CopyOnWriteArrayList<>();
    List<JsonObject> events = new CopyOnWriteArrayList<>();
    MessageConsumer<Buffer> output =
        service.vertx().eventBus().consumer("podbus.session." + id + ".output");
    output.handler(message -> chunks.add(new Chunk(message.headers(), message.body())));
    MessageConsumer<JsonObject> told =
        service.vertx().eventBus().consumer("podbus.session." + id + ".events");
    told.handler(message -> events.add(message.body()));
    Await.get(output.completion(), Service.DEADLINE, "a listener to the output");
    Await.get(told.completion(), Service.DEADLINE, "a listener to the events");

    BusClient.answer(bus.session(id, "input", Buffer.buffer("\n")));
    Await.until(
        Service.DEADLINE,
        "the exit is told",
        () -> events.stream().anyMatch(event -> "exit".equals(event.getString("type"))));
    StringBuilder text = new StringBuilder();
    long previous = -1;
    long offset = 0;
    for (Chunk chunk : chunks) {
      assertThat(chunk.headers().get("session")).isEqualTo(id);
      assertThat(chunk.headers().get("stream")).isEqualTo("stdout");
      assertThat(Long.parseLong(chunk.headers().get("prevSeq"))).isEqualTo(previous);
      assertThat(Long.parseLong(chunk.headers().get("offset"))).isEqualTo(offset);
      previous = Long.parseLong(chunk.headers().get("seq"));
      offset += chunk.body().length();
      text.append(chunk.body());
    }
    assertThat(text.toString()).isEqualTo("1\n2\n3\n4\n5\n");
  }

  @Test
  void failuresAreNumbersAndProblems() {
    assertThat(
            BusClient.problem(bus.session(create(Api.run("true")), "dance", new JsonObject()))
                .getString("code"))
        .isEqualTo("invalid-options");
    String ended = create(Api.run("true"));
    readAll(ended);
    assertThat(BusClient.problem(bus.session(ended, "input", Buffer.buffer("x"))).getString("code"))
        .isEqualTo("session-ended");
    assertThat(
            BusClient.problem(
                    bus.session(ended, "resize", new JsonObject().put("rows", 1).put("cols", 1)))
                .getString("code"))
        .isEqualTo("not-a-terminal");
    assertThat(
            BusClient.problem(bus.session(ended, "read", new JsonObject().put("fromSeq", 999)))
                .getString("code"))
        .isEqualTo("invalid-range");
  }
}
