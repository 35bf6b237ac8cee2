package io.podbus.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.podbus.process.posix.Errno;
import io.podbus.process.posix.LinuxPosix;
import io.podbus.process.posix.Posix;
import io.podbus.process.posix.PosixException;
import io.podbus.testing.Await;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A spawn that fails at any step leaves nothing; the base class compares.
class SpawnFailureTest extends ProcessTestBase {
  private SpawnException failure(ChildSpawner with, SpawnSpec spec) {
    Throwable cause =
        Await.failure(Running.launch(with, newContext(), spec), DEADLINE, "spawn " + spec);
    assertThat(cause).isInstanceOf(SpawnException.class);
    return (SpawnException) cause;
  }

  @Test
  void missingProgram() {
    SpawnException failure = failure(spawner, pipes("/nowhere/program"));
    assertThat(failure.errno()).isEqualTo("ENOENT");
    assertThat(failure)
        .hasMessage("The program /nowhere/program, or its interpreter, is not there.");
  }

  @Test
  void missingWorkingDirectory() {
    SpawnException failure =
        failure(
            spawner,
            new SpawnSpec(
                List.of("/bin/true"), ENVIRONMENT, Path.of("/nowhere"), new Stdio.Terminal(5, 5)));
    assertThat(failure.errno()).isEqualTo("ENOENT");
    assertThat(failure).hasMessage("The working directory /nowhere is not there.");
  }

  @Test
  void programThatMayNotBeExecuted(@TempDir Path directory) throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "text");
    assertThat(failure(spawner, pipes(file.toString())).errno()).isEqualTo("EACCES");
    assertThat(file.toFile().setExecutable(true)).isTrue();
    assertThat(failure(spawner, pipes(file.toString())).errno()).isEqualTo("ENOEXEC");
  }

  @Test
  void argumentsTooLong() {
    SpawnException failure = failure(spawner, pipes("/bin/echo", "x".repeat(128 * 1024)));
    assertThat(failure.errno()).isEqualTo("E2BIG");
  }

  @ParameterizedTest
  @CsvSource({
    "pipe2,1",
    "pipe2,2",
    "pipe2,3",
    "setNonBlocking,1",
    "setNonBlocking,2",
    "setNonBlocking,3",
    "posixSpawnp,1",
    "pidfdOpen,1"
  })
  void noDescriptorLeftWithPipes(String call, int occurrence) {
    failsAt(call, occurrence, pipes("/bin/sleep", "1000"));
  }

  @ParameterizedTest
  @CsvSource({
    "posixOpenpt,1",
    "grantpt,1",
    "unlockpt,1",
    "makeRaw,1",
    "setWindowSize,1",
    "ptsname,1",
    "posixSpawnp,1",
    "pidfdOpen,1"
  })
  void noDescriptorLeftWithTerminal(String call, int occurrence) {
    failsAt(call, occurrence, spec(new Stdio.Terminal(24, 80), "/bin/sleep", "1000"));
  }

  private void failsAt(String call, int occurrence, SpawnSpec spec) {
    AtomicInteger calls = new AtomicInteger();
    Posix real = LinuxPosix.load();
    Posix failing =
        (Posix)
            Proxy.newProxyInstance(
                Posix.class.getClassLoader(),
                new Class<?>[] {Posix.class},
                (_, method, arguments) -> {
                  if (method.getName().equals(call) && calls.incrementAndGet() == occurrence) {
                    throw new PosixException(call, Errno.EMFILE);
                  }
                  try {
                    return method.invoke(real, arguments);
                  } catch (InvocationTargetException e) {
                    throw e.getCause();
                  }
                });
    SpawnException failure = failure(ChildSpawner.create(failing), spec);
    assertThat(calls.get()).isGreaterThanOrEqualTo(occurrence);
    assertThat(failure.errno()).isEqualTo("EMFILE");
    assertThat(failure)
        .hasMessage("No file descriptor is left to start " + spec.argv().getFirst() + ".");
  }
}
