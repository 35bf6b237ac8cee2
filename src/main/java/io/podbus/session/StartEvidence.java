package io.podbus.session;

import io.podbus.podman.Ending;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// What tells that the program itself runs, as against its client.
///
/// That decides whose exit code 125, 126 or 127 is, and who wrote what stands on stderr. An
/// `Error:` line decides neither: a program can print one.
interface StartEvidence {
  /// Whether the program runs or has run.
  boolean present();

  /// Whether [#present] is exact at any instant: what was written before it became true came from
  /// the engine. Otherwise text that does not look like the engine's is taken as the program's.
  boolean exact();

  /// After how long a client that still runs counts as its program, where nothing better can be
  /// known; empty where [#present] will tell.
  default Optional<Duration> assumedAfter() {
    return Optional.empty();
  }

  /// What the end of a client says about the program, given whether it was seen to run.
  default Ending.Started judge(boolean seen) {
    if (seen) {
      return Ending.Started.YES;
    }
    return exact() ? Ending.Started.NO : Ending.Started.UNKNOWN;
  }

  /// Nothing can tell, as on a remote engine. The program counts as running when something writes
  /// that is not the engine, or when its client has not given up after a second: by then it would
  /// have said, for example, that the image is not there.
  StartEvidence GUESS =
      new StartEvidence() {
        @Override
        public boolean present() {
          return false;
        }

        @Override
        public boolean exact() {
          return false;
        }

        @Override
        public Optional<Duration> assumedAfter() {
          return Optional.of(Duration.ofSeconds(1));
        }

        @Override
        public Ending.Started judge(boolean seen) {
          return Ending.Started.UNKNOWN;
        }
      };

  /// The program has been running since before this client, which only shows what it writes.
  StartEvidence EARLIER =
      new StartEvidence() {
        @Override
        public boolean present() {
          return true;
        }

        @Override
        public boolean exact() {
          return false;
        }
      };

  /// `podman run --pidfile`: conmon writes it when the container is created, before the program's
  /// first instruction (checked on 4.3.1, with every log driver).
  record PidFile(Path path) implements StartEvidence {
    @Override
    public boolean present() {
      // One stat on a local file system, only until the program has started.
      return Files.exists(path);
    }

    @Override
    public boolean exact() {
      return true;
    }
  }
}
