package io.podbus.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.podbus.testing.Await;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/// Programs that are talked to: what is typed, and what is waited for.
class DialogIT extends ServiceTestBase {
  private JsonObject wait(String path, JsonObject condition) {
    HttpResponse<String> response = api.post(path + "/wait", condition);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return new JsonObject(response.body());
  }

  private static JsonObject pattern(String regex) {
    return new JsonObject().put("pattern", regex).put("timeoutMs", 60_000);
  }

  @Test
  void aShellIsLedByWhatItSays() {
    String path = api.create(new JsonObject().put("image", Service.IMAGE).put("command", "sh"));
    JsonObject prompt = wait(path, pattern("/ # "));
    assertThat(prompt.getBoolean("matched")).as(prompt.encode()).isTrue();
    assertThat(prompt.getString("stream")).isEqualTo("tty");
    api.type(path, "for i in 1 2 3; do echo ro''und-$i; done\n");
    JsonObject third =
        wait(
            path,
            pattern("(round)-(3)\\r\\n")
                .put("stream", "tty")
                .put("fromOffset", prompt.getLong("endOffset")));
    assertThat(third.getJsonArray("groups")).isEqualTo(new JsonArray().add("round").add("3"));
    byte[] all = api.bytes(path + "/output/tty");
    assertThat(
            new String(
                all,
                third.getInteger("offset"),
                third.getInteger("endOffset") - third.getInteger("offset"),
                StandardCharsets.UTF_8))
        .isEqualTo("round-3\r\n")
        .isEqualTo(third.getString("text"));
    JsonObject quiet = wait(path, new JsonObject().put("quietMs", 100).put("ansi", "strip"));
    assertThat(quiet.getBoolean("matched")).isTrue();
    assertThat(quiet.getString("text")).endsWith("/ # ");
    JsonObject never = wait(path, pattern("never said").put("timeoutMs", 1));
    assertThat(never.getBoolean("matched")).isFalse();
    assertThat(never.getString("reason")).isEqualTo("timeout");
    assertThat(never.getString("text")).contains("round-3");
    api.type(path, "exit 3\n");
    JsonObject exit = wait(path, new JsonObject().put("exit", true).put("timeoutMs", 60_000));
    assertThat(exit.getJsonObject("exit").getInteger("code")).isEqualTo(3);
    assertThat(wait(path, pattern("round-2")).getBoolean("matched")).isTrue();
    assertThat(wait(path, pattern("never said")).getString("reason")).isEqualTo("ended");
  }

  @Test
  void aPatternMayLieAcrossRecordsAndTheStreamsAreApart() {
    String path =
        api.start(Api.shell("printf 'be'; sleep 0.2; echo n >&2; printf 'gin'; sleep 1000"));
    JsonObject found = wait(path, pattern("b(eg)in"));
    assertThat(found.getString("text")).isEqualTo("begin");
    assertThat(found.getLong("offset")).isZero();
    assertThat(found.getLong("endOffset")).isEqualTo(5);
    api.close(path, 0);
  }

  @Test
  void onTheBusAsWellAndGivenUpByName() {
    String path = api.start(Api.shell("echo ready; sleep 1000"));
    String id = path.substring(path.lastIndexOf('/') + 1);
    BusClient bus = new BusClient(service.vertx());
    JsonObject found = BusClient.answer(bus.session(id, "wait", pattern("read(y)")));
    assertThat(found.getJsonArray("groups").getString(0)).isEqualTo("y");
    var never = bus.session(id, "wait", pattern("never").put("waiter", "mine"));
    BusClient.answer(bus.session(id, "release", new JsonObject().put("waiter", "mine")));
    assertThat(BusClient.answer(never).getString("reason")).isEqualTo("cancelled");
    api.close(path, 0);
  }

  /// Each message is larger than the pipe, so that the program takes it in pieces.
  @Test
  void messagesOfSeveralWritersComeWholeOneAfterTheOther() {
    String path = api.start(Api.run("cat"));
    int length = 200_000;
    List<CompletableFuture<HttpResponse<String>>> sent = new ArrayList<>();
    for (char writer = 'a'; writer <= 'd'; writer++) {
      String line = String.valueOf(writer).repeat(length) + "\n";
      for (int i = 0; i < 5; i++) {
        sent.add(
            api.sendAsync(
                api.to(path + "/input")
                    .POST(BodyPublishers.ofString(new JsonObject().put("text", line).encode()))
                    .header("Content-Type", "application/json"),
                BodyHandlers.ofString()));
      }
    }
    for (CompletableFuture<HttpResponse<String>> one : sent) {
      assertThat(
              Await.get(Future.fromCompletionStage(one), Service.DEADLINE, "the input is taken")
                  .statusCode())
          .isEqualTo(204);
    }
    api.input(path, new JsonObject().put("eof", true));
    api.awaitEnd(path);
    List<String> lines = api.output(path).lines().toList();
    assertThat(lines).hasSize(20);
    assertThat(lines)
        .allMatch(line -> line.equals(line.substring(0, 1).repeat(length)), "of one writer");
    for (String writer : List.of("a", "b", "c", "d")) {
      assertThat(lines).filteredOn(line -> line.startsWith(writer)).hasSize(5);
    }
  }

  @Test
  void aRepetitionTypesNothingTwice() {
    String path = api.start(Api.run("cat"));
    JsonObject once = new JsonObject().put("text", "once\n");
    List<CompletableFuture<HttpResponse<String>>> sent = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      sent.add(
          api.sendAsync(
              api.to(path + "/input")
                  .POST(BodyPublishers.ofString(once.encode()))
                  .header("Content-Type", "application/json")
                  .header("Idempotency-Key", "k-1"),
              BodyHandlers.ofString()));
    }
    for (CompletableFuture<HttpResponse<String>> one : sent) {
      assertThat(
              Await.get(Future.fromCompletionStage(one), Service.DEADLINE, "an answer")
                  .statusCode())
          .isEqualTo(204);
    }
    Api.problem(
        api.post(path + "/input", new JsonObject().put("text", "other"), "Idempotency-Key", "k-1"),
        400,
        "invalid-options");
    api.input(path, new JsonObject().put("text", "more\n").put("eof", true));
    api.awaitEnd(path);
    assertThat(api.output(path)).isEqualTo("once\nmore\n");
  }
}
