package io.podbus.process;

import io.podbus.process.posix.Posix;
import io.podbus.process.posix.PosixException;
import io.podbus.process.posix.SpawnCall;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Opens what a child needs and starts it. Blocks for about a millisecond: for worker threads.
final class Launcher {
  private final Posix posix;
  private final SpawnSpec spec;
  // All that is open, so that a failure of any step can close it.
  private final Set<Integer> open = new HashSet<>();

  private Launcher(Posix posix, SpawnSpec spec) {
    this.posix = posix;
    this.spec = spec;
  }

  /// A child that runs, with our ends of its streams; all of them non-blocking and close-on-exec.
  ///
  /// @param output read end of stdout, or the terminal's master
  /// @param errors read end of stderr; null with a terminal
  /// @param input write end of stdin; null without stdin and with a terminal
  record Launched(
      int pid,
      int pidfd,
      int output,
      @Nullable Integer errors,
      @Nullable Integer input,
      boolean terminal) {
    /// Ends a child that nobody took over.
    void abandon(Posix posix) {
      posix.close(pidfd);
      posix.close(output);
      if (errors != null) {
        posix.close(errors);
      }
      if (input != null) {
        posix.close(input);
      }
      Reaper.killAndReap(posix, pid, _ -> {});
    }
  }

  /// Starts the child.
  ///
  /// @throws SpawnException where any step fails; nothing is left open or running then
  static Launched launch(Posix posix, SpawnSpec spec) throws SpawnException {
    Launcher launcher = new Launcher(posix, spec);
    boolean done = false;
    try {
      Launched launched =
          switch (spec.stdio()) {
            case Stdio.Pipes pipes -> launcher.withPipes(pipes);
            case Stdio.Terminal terminal -> launcher.withTerminal(terminal);
          };
      done = true;
      return launched;
    } catch (PosixException e) {
      throw SpawnException.of(spec, e);
    } finally {
      if (!done) {
        launcher.open.forEach(posix::close);
      }
    }
  }

  private Launched withPipes(Stdio.Pipes pipes) {
    Posix.Pipe stdout = pipe();
    Posix.Pipe stderr = pipe();
    Posix.Pipe stdin = pipes.stdin() ? pipe() : null;
    // Ours alone: the child gets the other ends, and expects blocking ones.
    posix.setNonBlocking(stdout.read());
    posix.setNonBlocking(stderr.read());
    if (stdin != null) {
      posix.setNonBlocking(stdin.write());
    }
    int pid =
        spawn(
            new SpawnCall.Streams.Descriptors(
                stdin == null ? null : stdin.read(), stdout.write(), stderr.write()));
    int pidfd = pidfd(pid);
    closeNow(stdout.write());
    closeNow(stderr.write());
    if (stdin != null) {
      closeNow(stdin.read());
    }
    Integer input = stdin == null ? null : stdin.write();
    return new Launched(pid, pidfd, stdout.read(), stderr.read(), input, false);
  }

  private Launched withTerminal(Stdio.Terminal terminal) {
    int master =
        opened(
            posix.posixOpenpt(Posix.O_RDWR | Posix.O_NOCTTY | Posix.O_CLOEXEC | Posix.O_NONBLOCK));
    posix.grantpt(master);
    posix.unlockpt(master);
    // Before the child is there: else input that comes early is echoed, and an early ^C kills it.
    posix.makeRaw(master);
    posix.setWindowSize(master, terminal.rows(), terminal.cols());
    int pid = spawn(new SpawnCall.Streams.Terminal(posix.ptsname(master)));
    return new Launched(pid, pidfd(pid), master, null, null, true);
  }

  private int spawn(SpawnCall.Streams streams) {
    List<String> environment = new ArrayList<>(spec.environment().size());
    for (Map.Entry<String, String> variable : spec.environment().entrySet()) {
      environment.add(variable.getKey() + "=" + variable.getValue());
    }
    return posix.posixSpawnp(
        new SpawnCall(spec.argv(), environment, spec.workingDirectory().toString(), streams));
  }

  private int pidfd(int pid) {
    try {
      return opened(posix.pidfdOpen(pid));
    } catch (PosixException e) {
      // It runs already, and its end could not be seen.
      Reaper.killAndReap(posix, pid, _ -> {});
      throw e;
    }
  }

  private Posix.Pipe pipe() {
    Posix.Pipe pipe = posix.pipe2(Posix.O_CLOEXEC);
    opened(pipe.read());
    opened(pipe.write());
    return pipe;
  }

  private int opened(int fd) {
    open.add(fd);
    return fd;
  }

  private void closeNow(int fd) {
    open.remove(fd);
    posix.close(fd);
  }
}
