package io.podbus.podman.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.podbus.podman.engine.EngineMessages;
import io.podbus.podman.engine.EngineMessages.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What podman says when it has no lock or no disk left: an engine of the test's own, in a mount
/// namespace where its storage and its locks are in memory, which goes with the namespace.
class FullEngineIT {
  private static final int TIMEOUT_S = 60;

  @TempDir Path temporary;

  /// @param script a shell's, with the engine's podman as `$podman`
  private String stderrOf(String size, String script) throws IOException, InterruptedException {
    Path engine = Files.createDirectory(temporary.resolve("engine"));
    Path conf =
        Files.writeString(
            temporary.resolve("containers.conf"),
            "[engine]\nnum_locks = 1\nevents_logger = \"file\"\ncgroup_manager = \"cgroupfs\"\n");
    Path err = temporary.resolve("err");
    String podman =
        "podman --storage-driver=vfs --root=%1$s/root --runroot=%1$s/run --tmpdir=%1$s/tmp"
            .formatted(engine);
    ProcessBuilder builder =
        new ProcessBuilder(
            "unshare",
            "--mount",
            "sh",
            "-ec",
            "mount -t tmpfs none /dev/shm; mount -t tmpfs -o size=%s none %s; podman='%s'; %s"
                .formatted(size, engine, podman, script));
    builder.environment().put("CONTAINERS_CONF", conf.toString());
    builder.redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectError(err.toFile());
    Process process = builder.start();
    if (!process.waitFor(TIMEOUT_S, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("no end");
    }
    assertThat(process.exitValue()).as(Files.readString(err)).isEqualTo(125);
    return Files.readString(err);
  }

  @Test
  void anEngineWithoutALockLeftSaysSo() throws IOException, InterruptedException {
    // It has a few more than it is told: they are counted in words.
    String stderr =
        stderrOf(
            "64m",
            "i=0; while [ $i -lt 200 ]; do i=$((i+1)); $podman volume create v$i || exit $?; done");
    assertThat(EngineMessages.read(stderr).kind()).as(stderr).isEqualTo(Kind.OUT_OF_LOCKS);
  }

  @Test
  void anEngineWithoutRoomSaysSo() throws IOException, InterruptedException {
    Path image = temporary.resolve("image.tar");
    new PlannedPodman(temporary).say("save", "--quiet", "--output=" + image, PlannedPodman.IMAGE);
    String stderr = stderrOf("1m", "$podman pull docker-archive:" + image);
    assertThat(EngineMessages.read(stderr).kind()).as(stderr).isEqualTo(Kind.STORAGE_FULL);
  }
}
