package io.podbus.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A client library of Kubernetes, as it is, in a session.
class RemoteCommandIT extends ServiceTestBase {
  @TempDir Path work;

  private JsonObject status(Path file) throws Exception {
    JsonObject end = new JsonObject(Files.readString(file));
    assertThat(end.getString("protocol")).isEqualTo("v5.channel.k8s.io");
    assertThat(end.getInteger("code")).isEqualTo(1000);
    return end.getJsonObject("status");
  }

  @Test
  void bytesGoInAndComeOutAndTheExitCodeIsTold() throws Exception {
    byte[] bytes = new byte[3_000_000];
    new Random(4711).nextBytes(bytes);
    Path input = Files.write(work.resolve("input"), bytes);
    Path end = work.resolve("end");
    String path = api.start(Api.shell("cat; echo enough >&2; exit 3"));
    TestClients.Said said =
        new TestClients(work).run(input, "remote-command.mjs", service.url(), path, end.toString());
    assertThat(said.output()).hasBinaryContent(bytes);
    assertThat(said.errors()).hasContent("enough");
    JsonObject status = status(end);
    assertThat(status.getString("status")).isEqualTo("Failure");
    assertThat(status.getString("reason")).isEqualTo("NonZeroExitCode");
    assertThat(status.getJsonObject("details").getJsonArray("causes"))
        .isEqualTo(
            new JsonArray().add(new JsonObject().put("reason", "ExitCode").put("message", "3")));
  }

  @Test
  void aTerminalTakesItsSize() throws Exception {
    Path input =
        Files.writeString(
            work.resolve("input"),
            "until [ \"$(stty size)\" = '40 132' ]; do :; done; echo is=$(stty size)\nexit\n");
    Path end = work.resolve("end");
    String path = api.start(Api.run("sh").put("tty", true));
    TestClients.Said said =
        new TestClients(work)
            .run(input, "remote-command.mjs", service.url(), path, end.toString(), "40x132");
    assertThat(said.text()).contains("is=40 132\r\n");
    assertThat(status(end).getString("status")).isEqualTo("Success");
  }
}
