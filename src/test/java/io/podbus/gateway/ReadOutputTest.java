package io.podbus.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.podbus.protocol.From;
import io.podbus.protocol.StreamName;
import io.podbus.testing.Await;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

class ReadOutputTest extends GatewayTestBase {
  private static final byte[] EURO = {(byte) 0xe2, (byte) 0x82, (byte) 0xac};

  private String output(FakeSession session) {
    return "/v1/sessions/" + session.id + "/output";
  }

  private FakeSession split() {
    FakeSession session = session();
    session.write(StreamName.STDOUT, Buffer.buffer().appendBytes(EURO, 0, 2), false);
    session.write(StreamName.STDERR, "err");
    session.write(StreamName.STDOUT, Buffer.buffer().appendBytes(EURO, 2, 1), false);
    session.write(StreamName.STDOUT, Buffer.buffer(new byte[] {'a', (byte) 0xff, 'b'}), false);
    return session;
  }

  private FakeSession digits() {
    FakeSession session = session();
    session.write(StreamName.STDOUT, "01234");
    session.write(StreamName.STDERR, "err");
    session.write(StreamName.STDOUT, "56789");
    return session;
  }

  @Test
  void makes_whole_characters_of_text() {
    HttpResponse<String> response = get(output(split()));
    assertThat(response.headers().firstValue("content-type")).hasValue("text/plain; charset=utf-8");
    assertThat(response.headers().firstValue("x-content-type-options")).hasValue("nosniff");
    assertThat(response.body()).isEqualTo("err€a\ufffdb");
  }

  @Test
  void gives_exact_bytes() {
    FakeSession session = split();
    HttpResponse<byte[]> all =
        send(
            to(output(session)).header("Accept", "application/octet-stream"),
            BodyHandlers.ofByteArray());
    assertThat(all.headers().firstValue("content-type")).hasValue("application/octet-stream");
    assertThat(all.body())
        .isEqualTo(
            Buffer.buffer()
                .appendBytes(EURO, 0, 2)
                .appendString("err")
                .appendBytes(EURO, 2, 1)
                .appendBytes(new byte[] {'a', (byte) 0xff, 'b'})
                .getBytes());
    HttpResponse<byte[]> one = send(to(output(session) + "/stdout"), BodyHandlers.ofByteArray());
    assertThat(one.body())
        .isEqualTo(
            Buffer.buffer()
                .appendBytes(EURO)
                .appendBytes(new byte[] {'a', (byte) 0xff, 'b'})
                .getBytes());
    assertThat(get(output(session) + "?stream=stderr").body()).isEqualTo("err");
  }

  @Test
  void says_where_it_begins_when_the_beginning_is_gone() {
    FakeSession session = digits();
    session.forget(3);
    HttpResponse<String> stream = get(output(session) + "/stdout");
    assertThat(stream.body()).isEqualTo("56789");
    assertThat(stream.headers().firstValue("podbus-first-offset")).hasValue("5");
    assertThat(get(output(session)).headers().firstValue("podbus-first-seq")).hasValue("3");
  }

  @Test
  void follows_to_the_end() {
    FakeSession session = digits();
    Future<HttpResponse<String>> following =
        Future.fromCompletionStage(
            http.sendAsync(to(output(session) + "?follow=true").build(), BodyHandlers.ofString()));
    Await.until(SOON, "the reader waits", () -> session.readersWaiting() == 1);
    session.write(StreamName.STDOUT, "more");
    session.exit(0);
    assertThat(Await.get(following, SOON, "the end").body()).isEqualTo("01234err56789more");
  }

  @Test
  void breaks_off_where_a_gap_would_be() {
    FakeSession session = digits();
    Future<HttpResponse<String>> following =
        Future.fromCompletionStage(
            http.sendAsync(
                to(output(session) + "/stdout?follow=true").build(), BodyHandlers.ofString()));
    Await.until(SOON, "the reader waits", () -> session.readersWaiting() == 1);
    fakesGap(session);
    assertThat(Await.failure(following, SOON, "broken off"))
        .hasRootCauseInstanceOf(IOException.class);
  }

  /// What the waiting reader gets next is behind retention.
  private static void fakesGap(FakeSession session) {
    synchronized (session) {
      session.forgetNext();
      session.write(StreamName.STDOUT, "after the gap");
    }
  }

  @Test
  void cuts_ranges() {
    FakeSession session = digits();
    String path = output(session) + "/stdout";
    assertRange(get(path, "Range", "bytes=2-6"), "23456", "bytes 2-6/*");
    assertRange(get(path, "Range", "bytes=7-"), "789", "bytes 7-9/*");
    assertRange(get(path, "Range", "bytes=-3"), "789", "bytes 7-9/*");
    session.exit(0);
    assertRange(get(path, "Range", "bytes=0-99"), "0123456789", "bytes 0-9/10");
    assertRange(get(path, "Range", "bytes=8-99999999999999999999999"), "89", "bytes 8-9/10");
    assertRange(get(path, "Range", "bytes=4-4"), "4", "bytes 4-4/10");
    assertThat(get(path, "Range", "lines=1-2").body()).isEqualTo("0123456789");
    assertThat(get(path, "Range", "bytes=1-2", "If-Range", "\"x\"").statusCode()).isEqualTo(200);
  }

  private static void assertRange(HttpResponse<String> response, String body, String range) {
    assertThat(response.statusCode()).isEqualTo(206);
    assertThat(response.body()).isEqualTo(body);
    assertThat(response.headers().firstValue("content-range")).hasValue(range);
    assertThat(response.headers().firstValueAsLong("content-length")).hasValue(body.length());
  }

  @Test
  void refuses_ranges_that_are_not_there_or_gone() {
    FakeSession session = digits();
    String path = output(session) + "/stdout";
    for (String range :
        new String[] {"bytes=10-", "bytes=5-2", "bytes=-0", "bytes=0-1,3-4", "bytes=x"}) {
      HttpResponse<String> response = get(path, "Range", range);
      assertProblem(response, 416, "invalid-range");
      assertThat(response.headers().firstValue("content-range")).hasValue("bytes */10");
    }
    assertProblem(get(path + "?follow=true", "Range", "bytes=0-1"), 400, "invalid-options");
    session.forget(2);
    assertThat(
            assertProblem(get(path, "Range", "bytes=0-7"), 410, "output-gone")
                .getInteger("availableFrom"))
        .isEqualTo(5);
    session.forget(4);
    assertThat(
            assertProblem(get(path, "Range", "bytes=6-7"), 410, "output-gone")
                .getInteger("availableFrom"))
        .isEqualTo(10);
  }

  private FakeSession lines() {
    FakeSession session = session();
    session.write(StreamName.STDOUT, "one\ntw");
    session.write(StreamName.STDERR, "err\n");
    session.write(StreamName.STDOUT, "o\nthree\n");
    session.write(StreamName.STDOUT, "fo\u001b[3");
    session.write(StreamName.STDOUT, "1mur");
    return session;
  }

  @Test
  void gives_the_last_lines() {
    String path = output(lines());
    assertThat(get(path + "?tailLines=1&stream=stdout&ansi=strip").body()).isEqualTo("four");
    assertThat(get(path + "?tailLines=2&stream=stdout").body()).isEqualTo("three\nfo\u001b[31mur");
    assertThat(get(path + "?tailLines=3&stream=stdout&ansi=strip").body())
        .isEqualTo("two\nthree\nfour");
    assertThat(get(path + "?tailLines=99&stream=stdout&ansi=strip").body())
        .isEqualTo("one\ntwo\nthree\nfour");
    assertThat(get(path + "?tailLines=0").body()).isEmpty();
    assertThat(get(path + "?tailLines=4").body()).isEqualTo("twerr\no\nthree\nfo\u001b[31mur");
    assertThat(get(output(session()) + "?tailLines=3").body()).isEmpty();
  }

  @Test
  void looks_back_as_far_as_it_takes_and_no_further() {
    FakeSession session = session();
    for (int i = 0; i < 3000; i++) {
      session.write(StreamName.STDOUT, "x".repeat(99) + "\n" + i + "\n");
    }
    String path = output(session);
    assertThat(get(path + "?tailLines=2").body()).isEqualTo("x".repeat(99) + "\n2999\n");
    long first = session.reads.stream().filter(read -> read.from() instanceof From.Tail).count();
    assertThat(first).isEqualTo(1);
    String many = get(path + "?tailLines=4001").body();
    assertThat(many).startsWith("999\nxxx").endsWith("\n2999\n");
    assertThat(many.lines()).hasSize(4001);
    assertThat(get(path + "?tailLines=1000000").body().lines()).hasSize(6000);
  }

  @Test
  void goes_on_behind_the_last_lines_when_it_follows() throws Exception {
    FakeSession session = lines();
    try (Socket socket = connect()) {
      sendRaw(
          socket,
          getRaw(
              output(session) + "?tailLines=1&stream=stdout&ansi=strip&follow=true",
              "Connection: close"));
      Await.until(SOON, "the reader follows", () -> session.readersWaiting() == 1);
      session.write(StreamName.STDOUT, "th\nfifth");
      session.exit(0);
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(answer.replaceAll("\r\n[0-9a-f]+\r\n", "")).contains("four" + "th\nfifth");
    }
  }

  @Test
  void gives_the_first_lines() {
    String path = output(lines());
    assertThat(get(path + "?headLines=2&stream=stdout").body()).isEqualTo("one\ntwo\n");
    assertThat(get(path + "?headLines=0").body()).isEmpty();
    assertThat(get(path + "?headLines=50&stream=stdout&ansi=strip").body())
        .isEqualTo("one\ntwo\nthree\nfour");
    // Not even a following answer waits for more than it wants.
    assertThat(get(path + "?headLines=2&stream=stdout&follow=true").body()).isEqualTo("one\ntwo\n");
  }

  @Test
  void begins_at_a_record_or_a_time() {
    FakeSession session = lines();
    String path = output(session);
    assertThat(get(path + "?from=3&ansi=strip").body()).isEqualTo("o\nthree\nfour");
    assertThat(get(path + "?from=6").body()).isEmpty();
    assertThat(get(path + "?from=end").body()).isEmpty();
    assertThat(get(path + "?from=4").headers().firstValue("Podbus-First-Seq")).isEmpty();
    assertProblem(get(path + "?from=7"), 416, "invalid-range");
    assertThat(get(path + "?since=2023-11-14T22:13:20.123Z&headLines=1").body()).isEqualTo("one\n");
    assertThat(get(path + "?since=2023-11-14T23:13:20.124%2B01:00").body()).isEmpty();
    session.forget(3);
    assertThat(assertProblem(get(path + "?from=1"), 410, "output-gone").getInteger("availableFrom"))
        .isEqualTo(3);
    assertThat(get(path + "?from=3&headLines=1").body()).isEqualTo("o\n");
    assertThat(get(path + "?headLines=1").headers().firstValue("Podbus-First-Seq")).hasValue("3");
  }

  @Test
  void refuses_views_that_are_none() {
    String path = output(lines());
    for (String query :
        new String[] {
          "tailLines=-1",
          "tailLines=x",
          "headLines=1e3",
          "ansi=keep",
          "since=yesterday",
          "since=1",
          "from=x",
          "tailLines=1&from=2",
          "since=2023-11-14T22:13:20Z&from=2",
          "headLines=1&tailLines=1"
        }) {
      JsonObject problem = assertProblem(get(path + "?" + query), 400, "invalid-options");
      assertThat(pointer(problem)).as(query).startsWith("/query/");
    }
    JsonObject problem =
        assertProblem(
            get(path + "?ansi=strip", "Accept", "application/octet-stream"),
            400,
            "invalid-options");
    assertThat(pointer(problem)).isEqualTo("/query/ansi");
    assertProblem(get(path + "/stdout?tailLines=1"), 400, "invalid-options");
    assertProblem(get(path + "/stdin"), 404, "not-found");
  }

  @Test
  void compresses_what_is_worth_it() throws Exception {
    FakeSession session = session();
    session.write(StreamName.STDOUT, "a line like any other\n".repeat(1000));
    HttpResponse<byte[]> packed =
        send(to(output(session)).header("Accept-Encoding", "gzip"), BodyHandlers.ofByteArray());
    assertThat(packed.headers().firstValue("content-encoding")).hasValue("gzip");
    assertThat(packed.body().length).isLessThan(1000);
    try (GZIPInputStream text = new GZIPInputStream(new ByteArrayInputStream(packed.body()))) {
      assertThat(new String(text.readAllBytes(), StandardCharsets.UTF_8))
          .isEqualTo("a line like any other\n".repeat(1000));
    }
    HttpResponse<byte[]> exact =
        send(
            to(output(session) + "/stdout").header("Accept-Encoding", "gzip"),
            BodyHandlers.ofByteArray());
    assertThat(exact.headers().firstValue("content-encoding")).isEmpty();
    assertThat(exact.body()).hasSize(22_000);
    FakeSession tiny = session();
    tiny.write(StreamName.STDOUT, "tiny");
    HttpResponse<String> plain = get(output(tiny), "Accept-Encoding", "gzip");
    assertThat(plain.headers().firstValue("content-encoding")).isEmpty();
    assertThat(plain.headers().firstValue("vary")).isPresent();
    assertThat(plain.body()).isEqualTo("tiny");
  }
}
