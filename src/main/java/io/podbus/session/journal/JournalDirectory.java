package io.podbus.session.journal;

import io.podbus.protocol.SessionId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// The folder of all journals: one folder a session, in it its record and its segments. For the
/// owner alone (0700, 0600): output is as secret as what the program prints. Blocking; any thread.
final class JournalDirectory {
  static final String RECORD = "session.json";
  static final String SUFFIX = ".seg";

  private static final String NEW_RECORD = "session.json.new";
  private static final FileAttribute<Set<PosixFilePermission>> OWNER_FOLDER =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
  private static final FileAttribute<Set<PosixFilePermission>> OWNER_FILE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private final Path root;

  JournalDirectory(Path root) {
    this.root = root;
  }

  Path root() {
    return root;
  }

  Path folder(SessionId id) {
    return root.resolve(id.value());
  }

  /// The file of a segment: its name sorts as its first record's number does.
  Path segment(Path folder, long firstSeq) {
    return folder.resolve("%020d".formatted(firstSeq) + SUFFIX);
  }

  void makeRoot() throws IOException {
    Files.createDirectories(root, OWNER_FOLDER);
  }

  void makeFolder(Path folder) throws IOException {
    makeRoot();
    try {
      Files.createDirectory(folder, OWNER_FOLDER);
    } catch (FileAlreadyExistsException e) {
      // From an attempt before.
    }
  }

  /// Makes a segment. What stands there under its name was left by an attempt that failed.
  FileChannel create(Path file, byte[] head) throws IOException {
    Files.deleteIfExists(file);
    FileChannel channel =
        FileChannel.open(
            file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), OWNER_FILE);
    try {
      write(channel, head);
      return channel;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  private static void write(FileChannel channel, byte[] bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      int _ = channel.write(buffer);
    }
  }

  /// Opens a segment to write on.
  FileChannel open(Path file) throws IOException {
    return FileChannel.open(file, StandardOpenOption.WRITE);
  }

  /// Replaces the session's record as a whole.
  void describe(Path folder, byte[] json) throws IOException {
    Path fresh = folder.resolve(NEW_RECORD);
    Files.deleteIfExists(fresh);
    try (FileChannel channel =
        FileChannel.open(
            fresh, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), OWNER_FILE)) {
      write(channel, json);
    }
    Files.move(fresh, folder.resolve(RECORD), StandardCopyOption.ATOMIC_MOVE);
  }

  /// Makes the names in a folder survive a loss of power.
  void syncFolder(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  void delete(Path file) throws IOException {
    Files.deleteIfExists(file);
  }

  /// Takes a session's folder away; harmless where it is gone.
  void remove(Path folder) throws IOException {
    for (Path file : list(folder)) {
      Files.deleteIfExists(file);
    }
    Files.deleteIfExists(folder);
  }

  /// The folders of sessions.
  List<Path> folders() throws IOException {
    return list(root);
  }

  /// The segments of a session, in their order.
  List<Path> segments(Path folder) throws IOException {
    return list(folder).stream()
        .filter(file -> file.getFileName().toString().endsWith(SUFFIX))
        .sorted()
        .toList();
  }

  private static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return new ArrayList<>(entries.toList());
    } catch (NoSuchFileException | NotDirectoryException e) {
      return List.of();
    }
  }
}
