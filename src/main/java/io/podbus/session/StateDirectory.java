package io.podbus.session;

import io.podbus.protocol.SessionId;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The directory in which this instance keeps its identity and, for each session, a private folder
/// with what its client needs: environment file, pid file, and what conmon drops there.
///
/// Everything is for the owner alone (0700, 0600): the folders hold callers' secrets. Blocking;
/// call it on a worker. One instance at a time, by a lock on `lock`.
public final class StateDirectory implements AutoCloseable {
  private static final FileAttribute<Set<PosixFilePermission>> OWNER_DIRECTORY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
  private static final FileAttribute<Set<PosixFilePermission>> OWNER_FILE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
  private static final Pattern INSTANCE = Pattern.compile("[0-9a-hjkmnp-tv-z]{26}");
  private static final String EXEC_FILE = "exec-container";

  /// A session's folder that an earlier process on this directory left.
  ///
  /// @param execContainer the pid of the container in which it ran an exec, null for other sessions
  public record Leftover(SessionId id, Path directory, @Nullable Long execContainer) {}

  private final Path root;
  private final FileChannel lockFile;
  private final FileLock lock;
  private final String instanceId;

  private StateDirectory(Path root, FileChannel lockFile, FileLock lock, String instanceId) {
    this.root = root;
    this.lockFile = lockFile;
    this.lock = lock;
    this.instanceId = instanceId;
  }

  /// Opens the directory, making it where it is missing.
  ///
  /// @param newInstanceId becomes this directory's identity where it has none yet
  /// @throws IOException where it cannot be used; the message is one sentence for the operator
  public static StateDirectory open(Path root, String newInstanceId) throws IOException {
    FileChannel lockFile;
    try {
      Files.createDirectories(root.resolve("sessions"), OWNER_DIRECTORY);
      Files.createDirectories(uploads(root), OWNER_DIRECTORY);
      lockFile =
          FileChannel.open(
              root.resolve("lock"),
              Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
              OWNER_FILE);
    } catch (IOException e) {
      throw new IOException("state.dir " + root + " cannot be used: " + e, e);
    }
    FileLock lock = null;
    try {
      lock = lockFile.tryLock();
    } catch (OverlappingFileLockException e) {
      // Another instance in this very process: the same answer as for another process.
    }
    if (lock == null) {
      lockFile.close();
      throw new IOException(
          "state.dir " + root + " is in use by another instance; give this one its own");
    }
    emptyUploads(root);
    return new StateDirectory(root, lockFile, lock, identity(root, newInstanceId));
  }

  /// Where the files that come with a request are kept until its session has taken them.
  public static Path uploads(Path root) {
    return root.resolve("uploads");
  }

  /// Nobody waits any more for what an earlier process received.
  private static void emptyUploads(Path root) throws IOException {
    try (Stream<Path> left = Files.list(uploads(root))) {
      for (Path upload : left.toList()) {
        Files.deleteIfExists(upload);
      }
    }
  }

  /// A file that was received.
  Path upload(String name) {
    return uploads(root).resolve(name);
  }

  private static String identity(Path root, String newInstanceId) throws IOException {
    Path file = root.resolve("instance");
    if (Files.exists(file)) {
      String id = Files.readString(file).strip();
      if (INSTANCE.matcher(id).matches()) {
        return id;
      }
      throw new IOException(file + " holds no instance id; remove it to get a new one");
    }
    write(file, newInstanceId.getBytes(StandardCharsets.US_ASCII));
    return newInstanceId;
  }

  /// Names this directory's containers: the value of their label `io.podbus.instance`.
  public String instanceId() {
    return instanceId;
  }

  /// The folder of the journals, which outlive the process.
  public Path journals() {
    return root.resolve("journals");
  }

  /// Where a file of the service's own belongs.
  public Path file(String name) {
    return root.resolve(name);
  }

  /// The path of a session's folder, whether it is there or not.
  Path sessionDirectory(SessionId id) {
    return root.resolve("sessions").resolve(id.value());
  }

  /// Makes a session's folder and writes its files, which may lie in folders of that one.
  void prepare(SessionId id, Map<String, Buffer> files) {
    try {
      Path directory = sessionDirectory(id);
      if (!Files.isDirectory(directory)) {
        Files.createDirectory(directory, OWNER_DIRECTORY);
      }
      for (Map.Entry<String, Buffer> file : files.entrySet()) {
        Path path = directory.resolve(file.getKey());
        Files.createDirectories(path.getParent(), OWNER_DIRECTORY);
        write(path, file.getValue().getBytes());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Notes for the next process in whose container an exec session runs, so that it can end what a
  /// crash would leave.
  void noteExec(SessionId id, long containerPid) {
    prepare(id, Map.of(EXEC_FILE, Buffer.buffer(Long.toString(containerPid))));
  }

  /// Removes a session's folder with all that is in it; harmless where it is gone.
  void remove(SessionId id) {
    try {
      removeTree(sessionDirectory(id));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Removes some of a session's files, as soon as nobody needs them any more.
  void removeFiles(SessionId id, Set<String> names) {
    try {
      for (String name : names) {
        Files.deleteIfExists(sessionDirectory(id).resolve(name));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Removes all that is in a session's folder, and leaves that: a container that is kept writes
  /// its pid there when it is started again, and cannot start where the folder is gone.
  void empty(SessionId id) {
    Path directory = sessionDirectory(id);
    if (!Files.isDirectory(directory)) {
      return;
    }
    try (Stream<Path> entries = Files.list(directory)) {
      for (Path entry : entries.toList()) {
        if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
          removeTree(entry);
        } else {
          Files.deleteIfExists(entry);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The folders that an earlier process left.
  public List<Leftover> leftovers() throws IOException {
    List<Leftover> found = new ArrayList<>();
    try (Stream<Path> entries = Files.list(root.resolve("sessions"))) {
      for (Path entry : entries.toList()) {
        SessionId.parse(entry.getFileName().toString())
            .ifPresent(id -> found.add(new Leftover(id, entry, execContainer(entry))));
      }
    }
    return found;
  }

  /// Removes what an earlier process left of a session.
  public void removeLeftover(Leftover leftover) throws IOException {
    removeTree(leftover.directory());
  }

  private static @Nullable Long execContainer(Path directory) {
    try {
      return Long.valueOf(Files.readString(directory.resolve(EXEC_FILE)).strip());
    } catch (IOException | NumberFormatException e) {
      return null;
    }
  }

  private static void write(Path file, byte[] content) throws IOException {
    Files.deleteIfExists(file);
    Files.createFile(file, OWNER_FILE);
    Files.write(file, content);
  }

  private static void removeTree(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            // conmon may take its own files away while we do.
            if (e instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            throw e;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path entry, @Nullable IOException e)
              throws IOException {
            Files.deleteIfExists(entry);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  @Override
  public void close() throws IOException {
    lock.release();
    lockFile.close();
  }
}
