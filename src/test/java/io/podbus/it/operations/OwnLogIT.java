package io.podbus.it.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.podbus.it.Api;
import io.podbus.it.Service;
import io.podbus.testing.Await;
import io.podbus.testing.Shows;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

/// Containers of which the engine has no log, because their output goes straight into their
/// session: their sessions are asked.
class OwnLogIT extends OperationsTestBase {
  private static JsonObject exit(JsonObject session) {
    return session.getJsonObject("exit");
  }

  private static String container(JsonObject session) {
    return session.getString("containerName");
  }

  private JsonObject logs(String container) {
    return on("logs", container).put("follow", false);
  }

  /// A session whose program has written that.
  private String wrote(String last, JsonObject run) {
    String path = api.start(run);
    api.awaitOutput(path, last);
    return path;
  }

  @Test
  void theLogIsTheSessions() {
    String path =
        wrote("three", Api.shell("echo one; echo two >&2; sleep 0.2; echo three; sleep 1000"));
    String name = container(api.session(path));
    assertThat(inspect(name, ".HostConfig.LogConfig.Type")).isEqualTo("passthrough");

    JsonObject shown = done(logs(name));
    assertThat(shown.getString("stdout")).isEqualTo("one\nthree\n");
    assertThat(shown.getString("stderr")).isEqualTo("two\n");
    assertThat(done(logs(name).put("tail", 1)).getString("stdout")).isEqualTo("three\n");
    assertThat(done(logs(name).put("tail", 0)).getString("stdout")).isEmpty();
    assertThat(done(logs(name).put("timestamp", true)).getString("stdout"))
        .matches("(?s)\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z one\n\\d{4}\\S+Z three\n");
    String id = inspect(name, ".Id");
    assertThat(done(logs(id.substring(0, 12))).getString("stdout")).isEqualTo("one\nthree\n");
    assertThat(done(logs(name).put("until", "1h")).getString("stdout")).isEmpty();
    assertThat(done(logs(name).put("since", "1h")).getString("stdout")).isEqualTo("one\nthree\n");
    assertThat(shown.getJsonObject("session").getValue("pid")).isNull();
    problem(logs(name).put("since", "later7"), 400, "invalid-options");
    problem(logs(name).put("color", true), 400, "invalid-options");
    String other = running("other", "sleep", "1000");
    problem(
        op("logs").put("names", array(name, other)).put("follow", false), 400, "invalid-options");
    api.close(path, 0);
    problem(logs(name), 404, "container-not-found");
  }

  @Test
  @Shows("streaming")
  void itIsFollowedToTheEnd() {
    String path = wrote("first", Api.shell("echo first; read x; echo last; exit 7"));
    String name = container(api.session(path));
    assertThat(done(on("logs", name).put("streaming", false)).getString("stdout"))
        .as("at once")
        .isEqualTo("first\n");
    String follower = api.start(on("logs", name).put("streaming", true));
    api.awaitOutput(follower, "first");
    api.type(path, "go\n");
    JsonObject session = api.awaitEnd(follower);
    assertThat(exit(session).getInteger("code")).as("the log was shown").isZero();
    assertThat(api.output(follower)).isEqualTo("first\nlast\n");

    String again = wrote("first", Api.shell("echo first; read x; echo last"));
    String closed = api.start(on("logs", container(api.session(again))));
    api.awaitOutput(closed, "first");
    assertThat(exit(api.close(closed, 5000)).getString("reason")).isEqualTo("closed");
    assertThat(api.session(again).getString("state")).isEqualTo("running");
    api.close(again, 0);
  }

  @Test
  void manyLinesAreCountedFromTheEnd() {
    String path =
        wrote(
            "line 20000\n",
            Api.shell(
                "i=0; while [ $i -lt 20000 ]; do i=$((i+1)); echo line $i; done; sleep 1000"));
    String name = container(api.session(path));
    assertThat(done(logs(name).put("tail", 3)).getString("stdout"))
        .isEqualTo("line 19998\nline 19999\nline 20000\n");
    String many = done(logs(name).put("tail", 15000)).getString("stdout");
    assertThat(many).startsWith("line 5001\n").endsWith("line 20000\n");
    assertThat(many.lines()).hasSize(15000);
    assertThat(done(logs(name)).getString("stdout").lines()).hasSize(20000);
    api.close(path, 0);
  }

  @Test
  void aLookSeesAndTypes() {
    String path =
        wrote("began", Api.shell("echo began; while read l; do echo got $l; done; exit 5"));
    String name = container(api.session(path));
    String look = api.start(on("attach", name));
    api.type(look, "hello\n");
    api.awaitOutput(look, "got hello");
    assertThat(api.output(look)).as("from now on").isEqualTo("got hello\n");
    api.input(look, new JsonObject().put("text", "bye\n").put("eof", true));
    assertThat(exit(api.awaitEnd(path)).getInteger("code")).isEqualTo(5);
    JsonObject session = api.awaitEnd(look);
    assertThat(exit(session).getInteger("code")).isEqualTo(5);
    assertThat(exit(session).getString("reason")).isEqualTo("exited");
    assertThat(api.output(look)).isEqualTo("got hello\ngot bye\n");
  }

  @Test
  void aLookHasATerminalAndSignals() {
    String path =
        api.start(Api.terminal("trap 'exit 9' USR1; while :; do read l; stty size; done"));
    String name = container(api.session(path));
    assertThat(inspect(name, ".HostConfig.LogConfig.Type")).isEqualTo("none");
    String look = api.start(on("attach", name).put("tty", true).put("rows", 30).put("cols", 90));
    api.post(look + "/resize", new JsonObject().put("rows", 33).put("cols", 99));
    Await.until(
        Service.DEADLINE,
        "the program has the size",
        () -> {
          api.type(look, "\n");
          return api.output(look).contains("33 99");
        });
    assertThat(api.post(look + "/signal", new JsonObject().put("signal", "USR1")).statusCode())
        .isEqualTo(204);
    api.type(look, "\n");
    assertThat(exit(api.awaitEnd(look)).getInteger("code")).isEqualTo(9);
    assertThat(exit(api.awaitEnd(path)).getInteger("code")).isEqualTo(9);
  }

  @Test
  void closingALookEndsNothing() {
    String path = wrote("tick", Api.shell("while :; do echo tick; sleep 0.1; done"));
    String look = api.start(on("attach", container(api.session(path))));
    api.awaitOutput(look, "tick");
    assertThat(exit(api.close(look, 5000)).getString("reason")).isEqualTo("closed");
    assertThat(api.session(path).getString("state")).isEqualTo("running");
    api.close(path, 0);
  }

  @Test
  void aDetachedProgramIsTypedTo() {
    JsonObject run =
        Api.shell("echo began; while read l; do echo got $l; done; echo over; exit 4")
            .put("detach", true)
            .put("interactive", true);
    String path = api.start(run);
    api.type(path, "one\n");
    api.awaitOutput(path, "got one");
    String exec =
        api.post(path + "/exec", new JsonObject().put("command", "true").put("tty", false))
            .headers()
            .firstValue("Location")
            .orElseThrow();
    assertThat(exit(api.awaitEnd(exec)).getInteger("code")).isZero();
    api.input(path, new JsonObject().put("text", "two\n").put("eof", true));
    JsonObject session = api.awaitEnd(path);
    assertThat(exit(session).getInteger("code")).isEqualTo(4);
    assertThat(api.output(path)).isEqualTo("began\ngot one\ngot two\nover\n");
    assertThat(session.getJsonObject("input").getLong("bytes")).isEqualTo(8);

    String first =
        api.create(
            Api.shell("read l; echo got $l; sleep 1000")
                .put("detach", true)
                .put("interactive", true)
                .put("input", new JsonObject().put("text", "at once\n")));
    api.awaitOutput(first, "got at once");
    assertThat(exit(api.close(first, 0)).getString("reason")).isEqualTo("closed");
  }

  @Test
  void aDetachedProgramWithoutInputTakesNone() {
    String path = api.start(Api.run("sleep", "1000").put("detach", true));
    Api.problem(api.post(path + "/input", new JsonObject().put("text", "x")), 409, "input-closed");
    api.close(path, 0);
  }
}
