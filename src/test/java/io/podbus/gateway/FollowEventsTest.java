package io.podbus.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.podbus.protocol.Action;
import io.podbus.protocol.Delivery;
import io.podbus.protocol.From;
import io.podbus.protocol.StreamName;
import io.podbus.testing.Await;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class FollowEventsTest extends GatewayTestBase {
  private String events(FakeSession session) {
    return "/v1/sessions/" + session.id + "/events";
  }

  private FakeSession finished() {
    FakeSession session = session();
    session.write(StreamName.STDOUT, "one\n");
    session.write(StreamName.STDERR, "two\n");
    session.resized(40, 120);
    session.write(StreamName.STDOUT, Buffer.buffer(new byte[] {(byte) 0xff}), false);
    session.exit(7);
    return session;
  }

  private static List<String> ids(String stream) {
    return stream.lines().filter(line -> line.startsWith("id: ")).toList();
  }

  @Test
  void sends_every_record_and_ends_with_exit() {
    HttpResponse<String> response = get(events(finished()));
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("content-type")).hasValue("text/event-stream");
    assertThat(response.headers().firstValue("cache-control")).hasValue("no-store");
    assertThat(response.headers().firstValue("x-accel-buffering")).hasValue("no");
    String time = "\"time\":\"2023-11-14T22:13:20.123Z\"";
    assertThat(response.body())
        .isEqualTo(
            "retry: 1000\n\n"
                + "id: 0\nevent: state\ndata: {\"state\":\"running\"}\n\n"
                + "id: 1\nevent: output\ndata: {\"seq\":1,\"stream\":\"stdout\",\"offset\":0,"
                + time
                + ",\"text\":\"one\\n\"}\n\n"
                + "id: 2\nevent: output\ndata: {\"seq\":2,\"stream\":\"stderr\",\"offset\":0,"
                + time
                + ",\"text\":\"two\\n\"}\n\n"
                + "id: 3\nevent: resize\ndata: {\"rows\":40,\"cols\":120}\n\n"
                + "id: 4\nevent: output\ndata: {\"seq\":4,\"stream\":\"stdout\",\"offset\":4,"
                + time
                + ",\"base64\":\"/w==\"}\n\n"
                + "id: 5\nevent: exit\ndata: {\"code\":7,\"reason\":\"exited\"}\n\n");
  }

  @Test
  void resumes_behind_the_last_event_or_at_a_seq() {
    String path = events(finished());
    assertThat(ids(get(path, "Last-Event-ID", "2").body()))
        .containsExactly("id: 3", "id: 4", "id: 5");
    assertThat(ids(get(path + "?from=4").body())).containsExactly("id: 4", "id: 5");
    assertThat(ids(get(path + "?from=0", "Last-Event-ID", "4").body())).containsExactly("id: 5");
  }

  @Test
  void says_204_after_exit_and_416_beyond_it() {
    String path = events(finished());
    assertThat(get(path, "Last-Event-ID", "5").statusCode()).isEqualTo(204);
    assertThat(get(path + "?from=6").statusCode()).isEqualTo(204);
    assertThat(get(path + "?from=end").statusCode()).isEqualTo(204);
    assertProblem(get(path + "?from=7"), 416, "invalid-range");
    String huge = "9".repeat(40);
    assertProblem(get(path + "?from=" + huge), 416, "invalid-range");
    assertProblem(get(path, "Last-Event-ID", huge), 416, "invalid-range");
    assertThat(ids(get(path, "Last-Event-ID", "0".repeat(40) + "4").body()))
        .containsExactly("id: 5");
  }

  @Test
  void names_a_gap_and_goes_on() {
    FakeSession session = finished();
    session.forget(4);
    String body = get(events(session) + "?from=1").body();
    assertThat(ids(body)).containsExactly("id: 3", "id: 4", "id: 5");
    assertThat(body).contains("event: gap\ndata: {\"fromSeq\":1,\"toSeq\":3,\"bytes\":100,");
    // Who asks for all is told as well.
    assertThat(get(events(session)).body())
        .contains("event: gap\ndata: {\"fromSeq\":0,\"toSeq\":3,");
  }

  @Test
  void filters_by_stream_and_encodes_as_base64() {
    String path = events(finished());
    assertThat(ids(get(path + "?stream=stderr").body()))
        .containsExactly("id: 0", "id: 2", "id: 3", "id: 5");
    assertThat(get(path + "?encoding=base64").body()).contains("\"base64\":\"b25lCg==\"");
  }

  @Test
  void refuses_what_it_does_not_know() {
    String path = events(finished());
    for (String query :
        List.of(
            "ansi=keep",
            "from=x",
            "from=-1",
            "stream=stdin",
            "delivery=fast",
            "encoding=hex",
            "blockMaxMs=5",
            "reader=me",
            "from=1&from=2")) {
      JsonObject problem = assertProblem(get(path + "?" + query), 400, "invalid-options");
      assertThat(pointer(problem)).isEqualTo("/query/" + query.substring(0, query.indexOf('=')));
    }
    assertProblem(get(path, "Last-Event-ID", "x"), 400, "invalid-options");
    assertProblem(get("/v1/sessions/00000000000000000000000000/events"), 404, "session-not-found");
    assertProblem(get("/v1/sessions/nothing/events"), 404, "session-not-found");
  }

  @Test
  void sends_a_line_at_once_and_a_comment_when_there_is_none() throws Exception {
    FakeSession session = session();
    try (Socket socket = connect()) {
      sendRaw(socket, getRaw(events(session)));
      BufferedReader reader =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      skipTo(reader, "event: state");
      skipTo(reader, ":");
      session.write(StreamName.STDOUT, "late");
      skipTo(reader, "event: output");
    }
  }

  @Test
  void gives_up_a_blocking_readers_place_when_its_client_goes() throws Exception {
    FakeSession session = session();
    try (Socket socket = connect()) {
      sendRaw(socket, getRaw(events(session) + "?delivery=block&reader=mine&blockMaxMs=1234"));
      Await.until(SOON, "the reader waits", () -> session.readersWaiting() == 1);
      assertThat(session.reads.peek().delivery()).isEqualTo(Delivery.BLOCK);
      assertThat(session.reads.peek().reader()).isEqualTo("mine");
      assertThat(session.reads.peek().blockMax()).hasMillis(1234);
    }
    Await.until(SOON, "the place given up", () -> fakes.asked(Action.RELEASE).size() == 1);
    assertThat(fakes.asked(Action.RELEASE).getFirst().getJsonObject("body"))
        .isEqualTo(new JsonObject().put("reader", "mine").put("detached", true));
  }

  @Test
  void gives_up_a_blocking_readers_place_at_the_end() {
    HttpResponse<String> response = get(events(finished()) + "?delivery=block");
    String reader = response.headers().firstValue("podbus-reader").orElseThrow();
    Await.until(SOON, "the place given up", () -> fakes.asked(Action.RELEASE).size() == 1);
    assertThat(fakes.asked(Action.RELEASE).getFirst().getJsonObject("body"))
        .isEqualTo(new JsonObject().put("reader", reader).put("detached", false));
  }

  @Test
  void reads_no_further_for_a_client_that_stands_still_and_serves_the_others() throws Exception {
    FakeSession session = session();
    Buffer line = Buffer.buffer("x".repeat(1023) + "\n");
    Buffer block = Buffer.buffer();
    for (int i = 0; i < 64; i++) {
      block.appendBuffer(line);
    }
    for (int i = 0; i < 512; i++) {
      session.write(StreamName.STDOUT, block, false);
    }
    session.exit(0);
    try (Socket stalled = connect()) {
      sendRaw(stalled, getRaw(events(session)));
      Await.until(SOON, "the first reads", () -> session.reads.size() > 1);
      assertThat(ids(get(events(session)).body())).hasSize(514);
      // 32 MiB are 130 reads of 256 KiB: the other reader made them all, the stalled one a few.
      long all = session.reads.stream().filter(read -> read.from().equals(new From.Seq(0))).count();
      assertThat(all).isEqualTo(2);
      assertThat(session.reads.size()).isLessThan(2 * 130 - 60);
    }
  }

  private static void skipTo(BufferedReader reader, String expected) throws Exception {
    String line = reader.readLine();
    while (!expected.equals(line)) {
      assertThat(line).as("before " + expected).isNotNull();
      line = reader.readLine();
    }
  }

  private FakeSession coloured() {
    FakeSession session = session();
    session.write(StreamName.TTY, "\u001b[3");
    session.write(StreamName.TTY, "1mred\u001b");
    session.write(StreamName.TTY, "[0");
    session.write(StreamName.TTY, "mplain");
    return session;
  }

  @Test
  void takes_escape_sequences_out_also_where_records_cut_them() {
    FakeSession session = coloured();
    session.exit(0);
    String path = events(session);
    String body = get(path + "?ansi=strip").body();
    assertThat(ids(body)).containsExactly("id: 0", "id: 2", "id: 4", "id: 5");
    assertThat(body).contains("\"text\":\"red\"").contains("\"text\":\"plain\"");
    // A client that comes back does so in the middle of a sequence.
    for (int last = 0; last < 4; last++) {
      String resumed = get(path + "?ansi=strip", "Last-Event-ID", "" + last).body();
      assertThat(resumed).as("behind %d", last).contains("\"text\":\"plain\"");
      assertThat(ids(resumed)).as("behind %d", last).doesNotContain("id: " + last);
    }
    assertThat(get(path + "?ansi=strip&from=6").statusCode()).isEqualTo(204);
    assertProblem(get(path + "?ansi=strip&from=7"), 416, "invalid-range");
    assertThat(get(path + "?ansi=strip&encoding=base64").body()).contains("\"base64\":\"cmVk\"");
  }

  @Test
  void shows_only_the_wanted_part_of_a_gap_without_sequences() {
    FakeSession session = coloured();
    session.forget(4);
    session.exit(0);
    String body = get(events(session) + "?ansi=strip&from=2").body();
    assertThat(body).contains("\"fromSeq\":2,\"toSeq\":3");
    assertThat(get(events(session) + "?ansi=strip&from=4").body()).doesNotContain("gap");
  }

  @Test
  void compresses_where_the_client_asks() throws Exception {
    FakeSession session = session();
    session.write(StreamName.STDOUT, "line\n".repeat(1000));
    try (Socket socket = connect()) {
      sendRaw(socket, getRaw(events(session), "Accept-Encoding: br, gzip"));
      ChunkedGzip stream = new ChunkedGzip(socket.getInputStream());
      assertThat(stream.head).contains("content-encoding: gzip").contains("vary: ");
      // What is there has been flushed, and what comes is.
      stream.readUntil("line\\nline\\n\"}\n\n");
      session.write(StreamName.STDOUT, "now");
      stream.readUntil("\"text\":\"now\"}\n\n");
      session.exit(0);
      stream.readUntil("event: exit");
      stream.readToEnd();
    }
    String plain = getRaw(events(session), "Accept-Encoding: gzip;q=0, identity");
    try (Socket socket = connect()) {
      sendRaw(socket, plain);
      String head = new String(socket.getInputStream().readNBytes(300), StandardCharsets.UTF_8);
      assertThat(head).doesNotContain("content-encoding");
    }
  }
}
