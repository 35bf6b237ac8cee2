package io.podbus.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.podbus.testing.Await;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Parts of the output, and other forms of it, of a program that has written some.
class OutputViewIT extends ServiceTestBase {
  private static final int LINES = 3000;

  private String path;

  @BeforeAll
  void writeSome() {
    path =
        api.start(
            Api.shell(
                "i=1; while [ $i -le "
                    + LINES
                    + " ]; do printf '\\033[1mline\\033[0m %d\\n' $i; i=$((i+1)); done;"
                    + " echo apart >&2; sleep 1; echo late; sleep 1000"));
    api.awaitOutput(path, "late");
  }

  @AfterAll
  void end() {
    api.close(path, 0);
  }

  private String view(String query) {
    HttpResponse<String> response = api.get(path + "/output" + query);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return response.body();
  }

  @Test
  void theLastLinesAndTheFirst() {
    assertThat(view("?stream=stdout&tailLines=2&ansi=strip")).isEqualTo("line 3000\nlate\n");
    assertThat(view("?stream=stdout&tailLines=2500&ansi=strip"))
        .startsWith("line 502\n")
        .endsWith("late\n");
    assertThat(view("?headLines=2")).isEqualTo("\033[1mline\033[0m 1\n\033[1mline\033[0m 2\n");
    assertThat(view("?stream=stderr")).isEqualTo("apart\n");
  }

  @Test
  void fromASeqAndSinceATime() {
    List<Event> events;
    try (EventReader reader = api.follow(path + "/events")) {
      events = reader.readUntil(event -> "late\n".equals(event.data().getString("text")));
    }
    Event late = events.getLast();
    Event apart =
        events.stream().filter(event -> event.isOutput("stderr")).findFirst().orElseThrow();
    assertThat(view("?from=" + apart.id())).startsWith("apart\n").endsWith("late\n");
    assertThat(view("?since=" + late.data().getString("time"))).isEqualTo("late\n");
    assertThat(view("?from=end")).isEmpty();
    Api.problem(api.get(path + "/output?from=" + (late.id() + 2)), 416, "invalid-range");
    JsonObject problem = Api.problem(api.get(path + "/output?since=now"), 400, "invalid-options");
    assertThat(problem.getJsonArray("errors").getJsonObject(0).getString("pointer"))
        .isEqualTo("/query/since");
  }

  @Test
  void eventsWithoutEscapeSequences() {
    try (EventReader reader = api.follow(path + "/events?ansi=strip")) {
      List<Event> events =
          reader.readUntil(event -> "late\n".equals(event.data().getString("text")));
      String text = Event.text(events, "stdout");
      assertThat(text)
          .startsWith("line 1\nline 2\n")
          .hasLineCount(LINES + 1)
          .doesNotContain("\033");
    }
  }

  @Test
  void inGzip() throws IOException {
    HttpResponse<byte[]> response =
        api.send(
            api.to(path + "/output").header("Accept-Encoding", "gzip").GET(),
            BodyHandlers.ofByteArray());
    assertThat(response.headers().firstValue("content-encoding")).hasValue("gzip");
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(response.body()))) {
      assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo(view(""));
    }
  }

  @Test
  void aRangeOfTheBytes() {
    HttpResponse<String> part = api.get(path + "/output/stdout", "Range", "bytes=-5");
    assertThat(part.statusCode()).isEqualTo(206);
    assertThat(part.body()).isEqualTo("late\n");
    HttpResponse<String> none = api.get(path + "/output/stdout", "Range", "bytes=999999999-");
    Api.problem(none, 416, "invalid-range");
    assertThat(none.headers().firstValue("content-range")).isPresent();
  }

  @Test
  void aRecordingWithItsSizes() {
    String shell =
        api.start(
            new JsonObject()
                .put("image", Service.IMAGE)
                .put("command", "sh")
                .put("rows", 31)
                .put("cols", 97));
    HttpResponse<InputStream> live =
        api.send(api.to(shell + "/recording.cast?follow=true").GET(), BodyHandlers.ofInputStream());
    api.type(shell, "stty size\n");
    api.awaitOutput(shell, "31 97");
    assertThat(
            api.post(shell + "/resize", new JsonObject().put("rows", 40).put("cols", 120))
                .statusCode())
        .isEqualTo(204);
    api.awaitSize(shell, 40, 120);
    api.type(shell, "exit 5\n");
    // It ends behind the exit, with which the session's record is whole.
    List<String> followed = new String(read(live), StandardCharsets.UTF_8).lines().toList();
    List<String> lines = api.get(shell + "/recording.cast").body().lines().toList();
    assertThat(lines).isEqualTo(followed);
    JsonObject header = new JsonObject(lines.getFirst());
    assertThat(header.getJsonObject("term"))
        .isEqualTo(new JsonObject().put("cols", 97).put("rows", 31));
    List<JsonArray> events = lines.stream().skip(1).map(line -> new JsonArray(line)).toList();
    assertThat(events).extracting(event -> event.getString(1)).containsOnlyOnce("r", "x");
    assertThat(events.getLast().getString(2)).isEqualTo("5");
    StringBuilder shown = new StringBuilder();
    events.stream()
        .filter(event -> event.getString(1).equals("o"))
        .forEach(event -> shown.append(event.getString(2)));
    assertThat(shown.toString()).isEqualTo(api.output(shell));
    assertThat(events).allMatch(event -> event.getDouble(0) >= 0);
  }

  private static byte[] read(HttpResponse<InputStream> response) {
    return Await.get(
        Future.fromCompletionStage(
            CompletableFuture.supplyAsync(() -> {
              try {
                return response.body().readAllBytes();
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            })),
        Service.DEADLINE,
        "the recording comes to its end");
  }
}
