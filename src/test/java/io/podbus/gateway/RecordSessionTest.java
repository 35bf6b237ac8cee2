package io.podbus.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.podbus.protocol.StreamName;
import io.podbus.testing.Await;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/// Recordings of sessions that are fakes.
class RecordSessionTest extends GatewayTestBase {
  private static String path(FakeSession session) {
    return "/v1/sessions/" + session.id + "/recording.cast";
  }

  private List<String> lines(String path, String... headers) {
    HttpResponse<String> response = get(path, headers);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    assertThat(response.headers().firstValue("content-type")).hasValue("application/x-asciicast");
    return response.body().lines().toList();
  }

  private static String unzip(byte[] body) {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(body))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The events, without their times.
  private static List<String> events(List<String> lines) {
    return lines.stream()
        .skip(1)
        .map(line -> new JsonArray(line))
        .map(event -> event.getString(1) + " " + event.getString(2))
        .toList();
  }

  @Test
  void isWhatTheTerminalShowedFromItsFirstSizeToTheExit() {
    FakeSession session = fakes.add(new JsonObject().put("tty", true));
    session.resized(31, 97);
    session.at(1500).write(StreamName.TTY, "say \"hi\"\r\n\u001b[1mbold");
    session.resized(40, 120);
    session.at(1007).write(StreamName.TTY, "ü");
    session.exit(7);
    List<String> lines = lines(path(session));
    JsonObject header = new JsonObject(lines.getFirst());
    assertThat(header.getInteger("version")).isEqualTo(3);
    assertThat(header.getJsonObject("term"))
        .isEqualTo(new JsonObject().put("cols", 97).put("rows", 31));
    assertThat(header.getLong("timestamp")).isEqualTo(FakeSession.TIME / 1000);
    assertThat(header.getString("title")).isEqualTo("run");
    assertThat(lines.subList(1, lines.size()))
        .containsExactly(
            "[1.500,\"o\",\"say \\\"hi\\\"\\r\\n\\u001b[1mbold\"]",
            "[0.000,\"r\",\"120x40\"]",
            "[1.007,\"o\",\"ü\"]",
            "[0.000,\"x\",\"7\"]");
  }

  @Test
  void withoutATerminalLinesGetTheirCarriageReturns() {
    FakeSession session = session();
    session.write(StreamName.STDOUT, "a\nb\r\n");
    session.write(StreamName.STDERR, "c\n");
    session.exit(0);
    assertThat(events(lines(path(session)))).containsExactly("o a\r\nb\r\r\n", "o c\r\n", "x 0");
  }

  @Test
  void aCharacterThatIsCutComesWholeAndWhatIsNoneIsReplaced() {
    FakeSession session = session();
    session.write(StreamName.TTY, Buffer.buffer(new byte[] {'a', (byte) 0xc3}), false);
    session.write(StreamName.TTY, Buffer.buffer(new byte[] {(byte) 0xbc, (byte) 0xff}), false);
    session.write(StreamName.TTY, Buffer.buffer(new byte[] {(byte) 0xe2, (byte) 0x82}), false);
    assertThat(events(lines(path(session)))).containsExactly("o a", "o ü\ufffd", "o \ufffd");
  }

  @Test
  void marksWhatIsMissingAndAnEndWithoutACode() {
    FakeSession session = session();
    session.write(StreamName.TTY, "gone");
    session.write(StreamName.TTY, "there");
    session.forget(2);
    session.exit(new JsonObject().putNull("code").put("reason", "lost"));
    assertThat(events(lines(path(session))))
        .containsExactly("m missing: 100 bytes of output (retention)", "o there", "m ended: lost");
  }

  @Test
  void endsWithWhatThereIsUnlessItFollows() throws Exception {
    FakeSession session = session();
    session.write(StreamName.TTY, "first");
    assertThat(events(lines(path(session)))).containsExactly("o first");
    HttpResponse<InputStream> following =
        send(to(path(session) + "?follow=true").GET(), BodyHandlers.ofInputStream());
    try (var reader =
        new BufferedReader(new InputStreamReader(following.body(), StandardCharsets.UTF_8))) {
      assertThat(reader.readLine()).contains("\"version\":3");
      assertThat(reader.readLine()).contains("first");
      session.write(StreamName.TTY, "second");
      assertThat(reader.readLine()).contains("second");
      session.exit(0);
      assertThat(reader.readLine()).contains("\"x\",\"0\"");
      assertThat(reader.readLine()).isNull();
    }
    Await.until(SOON, "its reader ended", () -> session.readersWaiting() == 0);
  }

  @Test
  void comesInGzipWhereItIsAskedForAndWorthIt() {
    FakeSession session = session();
    session.write(StreamName.TTY, "x".repeat(5000));
    session.exit(0);
    HttpResponse<byte[]> response =
        send(to(path(session)).header("Accept-Encoding", "gzip").GET(), BodyHandlers.ofByteArray());
    assertThat(response.headers().firstValue("content-encoding")).hasValue("gzip");
    assertThat(response.body()).hasSizeLessThan(500);
    assertThat(unzip(response.body())).contains("xxxx").endsWith("\"x\",\"0\"]\n");
  }

  @Test
  void takesNoOtherParameter() {
    FakeSession session = session();
    JsonObject problem = assertProblem(get(path(session) + "?from=3"), 400, "invalid-options");
    assertThat(pointer(problem)).isEqualTo("/query/from");
    assertProblem(get(path(session) + "?follow=yes"), 400, "invalid-options");
    assertProblem(
        get("/v1/sessions/00000000000000000000000000/recording.cast"), 404, "session-not-found");
  }
}
