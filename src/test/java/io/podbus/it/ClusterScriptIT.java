package io.podbus.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.podbus.testing.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `scripts/cluster`: three nodes are there, the lines that it prints work, and Ctrl-C leaves
/// nothing.
class ClusterScriptIT {
  private static final Duration DEADLINE = Duration.ofMinutes(4);
  private static final Pattern NODE =
      Pattern.compile("node\\d: (http://\\S+) \\(management: (http://\\S+)\\)");

  @TempDir Path work;

  private Process script;

  /// A checkout that has just been built: the script would build this one again, whose build is
  /// still under way.
  @BeforeEach
  void checkout() {
    Path here = Path.of("").toAbsolutePath();
    Shell.run(
        """
        cd '%s' && mkdir -p scripts target tmp
        cp -- '%s'/scripts/cluster '%s'/scripts/setup scripts/
        for each in conf pom.xml src target/podbus.jar target/lib; do ln -s "%s/$each" "$each"; done
        touch target/.podbus-built
        """
            .formatted(work, here, here, here));
  }

  @AfterEach
  void end() {
    if (script != null) {
      script.descendants().forEach(ProcessHandle::destroyForcibly);
      script.destroyForcibly();
    }
  }

  private void start(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("scripts/cluster"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("TMPDIR", work.resolve("tmp").toString());
    builder.environment().put("PODBUS_JAVA_OPTS", "-Xmx256m -XX:TieredStopAtLevel=1");
    script =
        builder
            .directory(work.toFile())
            .redirectOutput(work.resolve("out").toFile())
            .redirectError(work.resolve("err").toFile())
            .start();
  }

  private String out() {
    return read("out");
  }

  private String read(String name) {
    try {
      return Files.readString(work.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean listens(URI uri) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), uri.getPort())) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void three_nodes_are_one_service_until_it_is_told_to_end() throws Exception {
    start();
    Await.until(
        DEADLINE,
        "the nodes are there",
        () -> {
          assertThat(script.isAlive()).as(() -> read("err")).isTrue();
          return out().contains("Ctrl-C ends all.");
        });
    List<MatchResult> nodes = NODE.matcher(out()).results().toList();
    assertThat(nodes).hasSize(3);
    String lines = out().substring(out().indexOf("  id="), out().indexOf("The program of"));
    assertThat(Shell.run(lines)).contains("\"matched\":true", "hello");
    String running = new Api(nodes.get(0).group(1)).start(Api.run("cat").put("interactive", true));
    assertThat(new Api(nodes.get(2).group(1)).session(running).getString("state"))
        .isEqualTo("running");
    List<ProcessHandle> processes = script.descendants().toList();
    assertThat(processes).hasSizeGreaterThanOrEqualTo(3);

    Shell.run("kill -INT " + script.pid());
    assertThat(script.waitFor(DEADLINE.toSeconds(), TimeUnit.SECONDS)).as("it ends").isTrue();
    assertThat(script.exitValue()).as(() -> read("err")).isZero();
    assertThat(processes).noneMatch(ProcessHandle::isAlive);
    assertThat(nodes).noneMatch(node -> listens(URI.create(node.group(1))));
    assertThat(work.resolve("tmp")).as("the nodes' folders").isEmptyDirectory();
  }

  @Test
  void what_it_does_not_take_it_says() throws Exception {
    start("many");
    assertThat(script.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(script.exitValue()).isEqualTo(2);
    assertThat(read("err")).contains("1 to 9");
  }
}
