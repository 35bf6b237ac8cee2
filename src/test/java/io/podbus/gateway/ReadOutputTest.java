package io.podbus.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.podbus.protocol.StreamName;
import io.podbus.testing.Await;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
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

  @Test
  void refuses_what_comes_later_by_name() {
    String path = output(digits());
    for (String name : new String[] {"tailLines", "headLines", "ansi"}) {
      assertThat(pointer(assertProblem(get(path + "?" + name + "=1"), 400, "invalid-options")))
          .isEqualTo("/query/" + name);
    }
    assertProblem(get(path + "/stdin"), 404, "not-found");
  }
}
