package io.podbus.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/// Output, byte for byte.
class OutputIT extends ServiceTestBase {
  private static final int MANY = 64 * 1024 * 1024;

  private static String sha256(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  @Test
  void sixtyFourMebibytesInAndOutAreTheSameBytes() throws Exception {
    byte[] bytes = new byte[MANY];
    new Random(4711).nextBytes(bytes);
    String path = api.create(Api.run("cat").put("awaitReader", true));
    CompletableFuture<HttpResponse<InputStream>> reading =
        api.sendAsync(
            api.to(path + "/output/stdout?follow=true&delivery=block").GET(),
            BodyHandlers.ofInputStream());
    CompletableFuture<HttpResponse<String>> writing =
        api.sendAsync(
            api.to(path + "/input?eof=true")
                .header("Content-Type", "application/octet-stream")
                .POST(BodyPublishers.ofByteArray(bytes)),
            BodyHandlers.ofString());
    byte[] read;
    try (InputStream in = reading.get().body()) {
      read = in.readAllBytes();
    }
    assertThat(writing.get().statusCode()).as(writing.get().body()).isEqualTo(204);
    assertThat(read.length).isEqualTo(bytes.length);
    assertThat(sha256(read)).isEqualTo(sha256(bytes));
    JsonObject session = api.awaitEnd(path);
    assertThat(session.getJsonObject("output").getLong("stdoutBytes")).isEqualTo(MANY);
    assertThat(session.getJsonObject("input").getLong("bytes")).isEqualTo(MANY);
  }

  @Test
  void sixtyFourMebibytesOnBothStreamsStayApart() throws Exception {
    // The program tells the sums itself, at the end of each stream.
    String line =
        "head -c 33554432 /dev/urandom >/tmp/a; head -c 33554432 /dev/urandom >/tmp/b;"
            + " cat /tmp/a & cat /tmp/b >&2; wait;"
            + " sha256sum </tmp/a | head -c 64; sha256sum </tmp/b | head -c 64 >&2";
    String path = api.create(Api.shell(line).put("awaitReader", true));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    try (EventReader reader = api.follow(path + "/events?delivery=block&encoding=base64")) {
      for (Event event : reader.readAll()) {
        if (event.isOutput("stdout")) {
          out.writeBytes(event.bytes());
        } else if (event.isOutput("stderr")) {
          err.writeBytes(event.bytes());
        }
        assertThat(event.type()).isNotEqualTo("gap");
      }
    }
    for (ByteArrayOutputStream stream : List.of(out, err)) {
      byte[] all = stream.toByteArray();
      assertThat(all.length).isEqualTo(MANY / 2 + 64);
      byte[] content = Arrays.copyOf(all, MANY / 2);
      assertThat(sha256(content))
          .isEqualTo(new String(all, MANY / 2, 64, StandardCharsets.US_ASCII));
    }
  }

  @Test
  void aCharacterThatComesInPiecesIsToldWhole() {
    // The euro sign in two writes, within the time that a piece is held back for its rest.
    String path =
        api.create(
            Api.shell("for i in 1 2 3 4 5 6 7 8; do printf '\\342\\202'; printf '\\254\\n'; done"));
    List<Event> events = api.events(path);
    assertThat(Event.text(events, "stdout")).isEqualTo("€\n".repeat(8));
    assertThat(events.stream().filter(event -> event.isOutput("stdout")))
        .allMatch(event -> event.data().containsKey("text"));
  }

  @Test
  void aCharacterAndAnEscapeSequenceThatPauseInTheMiddleArriveExactly() {
    String path =
        api.create(
            Api.shell(
                "printf 'a\\342\\202'; sleep 0.4; printf '\\254b'; printf '\\033[3'; sleep 0.4;"
                    + " printf '1mred'"));
    byte[] expected = "a€b\u001b[31mred".getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    api.events(path).stream()
        .filter(event -> event.isOutput("stdout"))
        .forEach(event -> read.writeBytes(event.bytes()));
    assertThat(read.toByteArray()).isEqualTo(expected);
    assertThat(api.bytes(path + "/output")).isEqualTo(expected);
    // The view as text puts the pieces together again.
    assertThat(api.output(path)).isEqualTo("a€b\u001b[31mred");
  }

  @Test
  void bytesThatAreNoTextComeAsBase64() {
    String path = api.create(Api.shell("printf '\\377\\000\\376'"));
    Event output =
        api.events(path).stream().filter(e -> e.isOutput("stdout")).findFirst().orElseThrow();
    assertThat(output.data().containsKey("text")).isFalse();
    assertThat(output.bytes()).containsExactly(0xff, 0x00, 0xfe);
  }

  @Test
  void aRangeOfAStreamIsThatPart() {
    String path = api.create(Api.shell("printf 0123456789"));
    api.awaitEnd(path);
    HttpResponse<String> part = api.get(path + "/output/stdout", "Range", "bytes=2-4");
    assertThat(part.statusCode()).isEqualTo(206);
    assertThat(part.body()).isEqualTo("234");
    assertThat(part.headers().firstValue("Content-Range")).hasValue("bytes 2-4/10");
    assertThat(api.get(path + "/output/stdout", "Range", "bytes=-3").body()).isEqualTo("789");
    Api.problem(api.get(path + "/output/stdout", "Range", "bytes=10-12"), 416, "invalid-range");
  }

  @Test
  void aRangeThatIsNoLongerKeptIsGone() {
    String path =
        api.create(Api.shell("head -c 100000 /dev/zero | tr '\\0' x").put("retainBytes", 8192));
    api.awaitEnd(path);
    JsonObject problem =
        Api.problem(api.get(path + "/output/stdout", "Range", "bytes=0-9"), 410, "output-gone");
    long available = problem.getLong("availableFrom");
    assertThat(available).isBetween(100_000L - 8192, 100_000L - 4096);
    HttpResponse<String> kept =
        api.get(path + "/output/stdout", "Range", "bytes=" + available + "-99999");
    assertThat(kept.statusCode()).isEqualTo(206);
    assertThat(kept.body()).hasSize((int) (100_000 - available)).matches("x*");
  }

  @Test
  void anEndedSessionIsReadFromItsStartAndNothingFollowsItsExit() {
    String path = api.create(Api.shell("echo one; echo two >&2"));
    api.awaitEnd(path);
    List<Event> events = api.events(path);
    assertThat(events).extracting(Event::id).doesNotHaveDuplicates().isSorted();
    assertThat(events.getFirst().id()).isZero();
    assertThat(events.getLast().type()).isEqualTo("exit");
    long last = events.getLast().id();
    assertThat(api.get(path + "/events", "Last-Event-ID", "" + last, "Accept", "text/event-stream"))
        .extracting(HttpResponse::statusCode)
        .isEqualTo(204);
    assertThat(
            api.get(path + "/events?from=" + (last + 2), "Accept", "text/event-stream")
                .statusCode())
        .isEqualTo(416);
    List<Event> rest = api.events(path, "Last-Event-ID", "" + (last - 1));
    assertThat(rest).containsExactly(events.getLast());
  }
}
