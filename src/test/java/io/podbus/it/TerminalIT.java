package io.podbus.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A terminal is a real one.
class TerminalIT extends ServiceTestBase {
  private HttpResponse<String> resize(String path, int rows, int cols) {
    return api.post(path + "/resize", new JsonObject().put("rows", rows).put("cols", cols));
  }

  private static JsonObject shell() {
    return new JsonObject().put("image", Service.IMAGE).put("command", "sh");
  }

  private void keys(String path, String... names) {
    JsonArray keys = new JsonArray();
    for (String name : names) {
      keys.add(name);
    }
    api.input(path, new JsonObject().put("keys", keys));
  }

  @Test
  void itHasTheSizeThatWasAskedForBeforeAndAfterAResize() {
    String path = api.start(shell().put("rows", 31).put("cols", 97));
    api.type(path, "stty size\n");
    api.awaitOutput(path, "31 97");
    assertThat(resize(path, 50, 132).statusCode()).isEqualTo(204);
    api.awaitSize(path, 50, 132);
    JsonObject session = api.session(path);
    assertThat(session.getInteger("rows")).isEqualTo(50);
    assertThat(session.getInteger("cols")).isEqualTo(132);
    assertThat(session.getJsonObject("output").containsKey("ttyBytes")).isTrue();
    api.close(path, 0);
    assertThat(api.events(path)).anyMatch(event -> event.type().equals("resize"));
  }

  @Test
  void theProgramIsToldOfAResize() {
    String path =
        api.start(
            Api.terminal(
                "trap 'stty size; exit 0' WINCH; echo ready; while :; do sleep 0.1; done"));
    api.awaitOutput(path, "ready");
    assertThat(resize(path, 41, 141).statusCode()).isEqualTo(204);
    api.awaitEnd(path);
    assertThat(api.output(path)).contains("41 141");
  }

  @Test
  void controlCInterruptsTheForegroundJobAlone() {
    String path = api.start(shell());
    // Not the echo of what was typed, but the job itself says that it runs.
    api.type(path, "sh -c 'echo in the fore\"\"ground; exec sleep 1000'\n");
    api.awaitOutput(path, "in the foreground");
    keys(path, "ctrl+c");
    api.type(path, "echo still $((40+2))\n");
    api.awaitOutput(path, "still 42");
    api.close(path, 0);
  }

  @Test
  void controlDEndsTheShell() {
    String path = api.start(shell());
    // The prompt behind the answer says that the shell reads again, and not the terminal for it: a
    // key that comes in between is lost in the change of modes, as on every terminal.
    api.type(path, "echo h\"\"i\n");
    api.awaitOutput(path, "hi\r\n/ # ");
    keys(path, "ctrl+d");
    JsonObject exit = api.awaitEnd(path).getJsonObject("exit");
    assertThat(exit.getInteger("code")).isZero();
    assertThat(exit.getString("reason")).isEqualTo("exited");
  }

  @Test
  void endOfInputEndsTheShell() {
    String path = api.start(shell());
    api.awaitOutput(path, "/ # ");
    api.input(path, new JsonObject().put("text", "true\n"));
    api.awaitOutput(path, "true\r\n/ # ");
    api.input(path, new JsonObject().put("eof", true));
    assertThat(api.awaitEnd(path).getJsonObject("exit").getInteger("code")).isZero();
    Api.problem(api.post(path + "/input", new JsonObject().put("text", "x")), 409, "session-ended");
  }

  @Test
  void endOfInputBehindTextEndsAProgramThatReadsLines() {
    JsonObject answer =
        api.waitFor(
            Api.terminal("cat; echo ended")
                .put("input", new JsonObject().put("text", "a line\n").put("eof", true)));
    assertThat(answer.getString("tty")).contains("a line\r\n").endsWith("ended\r\n");
  }

  @Test
  void arrowKeysAreWhatAProgramExpects() {
    String path = api.start(shell());
    api.type(path, "echo fir\"\"st\n");
    api.awaitOutput(path, "first");
    // The shell's history: once up and once more into it.
    keys(path, "up", "enter");
    api.input(path, new JsonObject().put("text", "echo do''ne\n"));
    api.awaitOutput(path, "done");
    assertThat(api.output(path).split("\r\nfirst", -1)).hasSizeGreaterThan(2);
    api.close(path, 0);
  }

  @Test
  void coloursAndOtherSequencesArriveAsTheyWereWritten() {
    String written = "\\033[1;31mred\\033[0m \\033[2J\\033[5;7Hthere \\033]0;title\\007";
    String path = api.create(Api.terminal("printf '" + written + "'; test -t 0 -a -t 1 -a -t 2"));
    List<Event> events = api.events(path);
    assertThat(Event.text(events, "tty"))
        .isEqualTo("\u001b[1;31mred\u001b[0m \u001b[2J\u001b[5;7Hthere \u001b]0;title\u0007");
    assertThat(events.getLast().data().getInteger("code")).as("all three are a terminal").isZero();
  }

  @Test
  void inputThatComesBeforeTheProgramRunsIsNotLostAndNotEchoedTwice() {
    JsonObject answer =
        api.waitFor(
            Api.terminal("read line; echo \"got $line\"")
                .put("input", new JsonObject().put("text", "early\n")));
    assertThat(answer.getString("tty")).contains("got early").containsOnlyOnce("early\r\ngot");
    assertThat(answer.containsKey("stdout")).isFalse();
  }

  @Test
  void withoutATerminalThereIsNothingToResize() {
    String path = api.start(Api.run("cat"));
    Api.problem(resize(path, 10, 10), 409, "not-a-terminal");
    api.close(path, 0);
  }

  @Test
  void sizesOutsideOfOneToAThousandAreRefused() {
    String path = api.start(shell());
    JsonObject problem = Api.problem(resize(path, 0, 80), 400, "invalid-options");
    assertThat(problem.getJsonArray("errors").getJsonObject(0).getString("pointer"))
        .isEqualTo("/rows");
    Api.problem(resize(path, 24, 1001), 400, "invalid-options");
    api.close(path, 0);
  }
}
