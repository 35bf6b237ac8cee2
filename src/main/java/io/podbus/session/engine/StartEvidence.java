package io.podbus.session.engine;

import io.podbus.podman.Ending;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What tells that the program itself runs, as against its client.
///
/// That decides whose exit code 125, 126 or 127 is, and who wrote what stands on stderr. An
/// `Error:` line decides neither: a program can print one.
public interface StartEvidence {
  /// Whether the program runs or has run.
  boolean present();

  /// Whether [#present] is exact at any instant: what was written before it became true came from
  /// the engine. Otherwise text that does not look like the engine's is taken as the program's.
  boolean exact();

  /// Whether there is no program, and what stands on stderr is the engine's word.
  default boolean clientAlone() {
    return false;
  }

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

  /// There is no program: the client is all that runs, and its code says how it went.
  StartEvidence CLIENT_ALONE =
      new StartEvidence() {
        @Override
        public boolean present() {
          return true;
        }

        @Override
        public boolean exact() {
          return false;
        }

        @Override
        public Ending.Started judge(boolean seen) {
          return Ending.Started.CLIENT_ALONE;
        }

        @Override
        public boolean clientAlone() {
          return true;
        }
      };

  /// `podman start` of a container that has its pid file's place, and perhaps the file of an
  /// earlier start: conmon replaces it as under [PidFile].
  record Restart(Path path, @Nullable Object before) implements StartEvidence {
    /// @param path where the pid file of the container is or will be. Blocks
    public static Restart of(Path path) {
      return new Restart(path, identity(path));
    }

    private static @Nullable Object identity(Path path) {
      try {
        BasicFileAttributes file = Files.readAttributes(path, BasicFileAttributes.class);
        return file.fileKey() + " " + file.lastModifiedTime();
      } catch (IOException e) {
        return null;
      }
    }

    @Override
    public boolean present() {
      // One stat on a local file system, only until the program has started.
      Object now = identity(path);
      return now != null && !now.equals(before);
    }

    @Override
    public boolean exact() {
      return true;
    }
  }

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
