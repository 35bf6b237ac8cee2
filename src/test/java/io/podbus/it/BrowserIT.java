package io.podbus.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What people look at sessions with: xterm.js and the player of asciinema, in a Chromium.
class BrowserIT extends ServiceTestBase {
  private static final Path NOTHING = Path.of("/dev/null");

  @TempDir Path work;

  private JsonObject run(String script, String path) throws Exception {
    TestClients clients = new TestClients(work);
    return new JsonObject(clients.run(NOTHING, script, service.url(), path).text());
  }

  @Test
  void aShellIsWorkedInWithXtermAndItsRecordingPlaysToTheEnd() throws Exception {
    String path = api.start(Api.run("sh").put("tty", true));
    JsonObject seen = run("terminal.mjs", path);
    assertThat(seen.getString("protocol")).isEqualTo("podbus.v1");
    assertThat(seen.getInteger("colour")).as("red").isEqualTo(1);
    assertThat(seen.getJsonObject("lines").getBoolean("whole")).as("no line is missing").isTrue();
    assertThat(seen.getJsonObject("lines").getInteger("count")).isGreaterThan(5000);
    assertThat(seen.getJsonArray("dropped")).isEmpty();
    assertThat(seen.getJsonObject("last").getString("type")).isEqualTo("exit");
    assertThat(seen.getJsonObject("last").getInteger("code")).isEqualTo(3);
    assertThat(seen.getInteger("closed")).isEqualTo(1000);
    assertThat(strings(seen.getJsonArray("screen")))
        .containsSubsequence("300000", "/ # echo once more", "once more", "/ # exit 3");
    assertThat(seen.getString("foreign")).as("a page of another origin").isEqualTo("closed 1006");

    JsonObject played = run("recording.mjs", path);
    assertThat(names(played)).endsWith("ended").doesNotContain("error");
    assertThat(played.getDouble("duration")).isPositive();
    // The size to which the terminal came at last, and what stood there at the end.
    assertThat(played.getInteger("cols")).isEqualTo(100);
    assertThat(played.getInteger("rows")).isEqualTo(30);
    assertThat(strings(played.getJsonArray("screen")))
        .containsSubsequence("300000", "/ # echo once more", "once more", "/ # exit 3");
  }

  @Test
  void aRecordingShowsWhatIsMissing() throws Exception {
    String path =
        api.create(
            Api.terminal("head -c 3000000 /dev/zero | tr '\\0' x; printf '\\033[2J\\033[Hlast\\n'")
                .put("retainBytes", 1024 * 1024));
    api.awaitEnd(path);
    JsonObject played = run("recording.mjs", path);
    assertThat(names(played)).endsWith("ended").doesNotContain("error");
    JsonObject metadata = events(played).findFirst().orElseThrow();
    assertThat(metadata.getJsonArray("markers").encode())
        .containsPattern("missing: \\d+ bytes of output \\(retention\\)");
    assertThat(strings(played.getJsonArray("screen"))).contains("last");
  }

  private static Stream<JsonObject> events(JsonObject played) {
    return played.getJsonArray("events").stream().map(JsonObject.class::cast);
  }

  private static List<String> names(JsonObject played) {
    return events(played).map(event -> event.getString("name")).toList();
  }

  private static List<String> strings(JsonArray array) {
    return array.stream().map(String.class::cast).map(String::stripTrailing).toList();
  }
}
