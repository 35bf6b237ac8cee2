package io.podbus.session.build;

import io.podbus.protocol.Failure;
import io.podbus.protocol.FailureException;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;

/// Unpacks the tar in which a caller sent a build's context, and nothing of it outside the
/// directory that it is given.
///
/// The rules that make this hold, each by itself enough for its case: a name is relative and has no
/// `..`; what lies above an entry are directories that were made here, never links; a link's target
/// is relative, has `..` only in front, and does not climb above the context. So every link leads
/// to a place within, also through other links. Devices, pipes and sockets are refused. What the
/// archive holds counts as it comes out, so that a small one cannot become a large one.
///
/// Blocking; one thread.
public final class ContextUnpacker {
  private static final int MAX_ENTRIES = 200_000;
  private static final int MAX_NAME = 4096;
  private static final int GZIP_MAGIC = 0x1f8b;
  private static final int MODE_BITS = 07777;
  private static final int OWNER_ALL = 0700;

  /// The types of entries that are files: old, usual, contiguous, and GNU's sparse ones.
  private static final String FILES = "\0" + "07S";

  /// A directory whose own mode is set when nothing more has to be put into it.
  private record Made(Path directory, int mode, FileTime time) {}

  private final Path root;
  private final long maxBytes;
  private final byte[] buffer = new byte[64 * 1024];
  private final Deque<Made> directories = new ArrayDeque<>();
  private long bytes;
  private int entries;

  /// @param root where it goes: an empty directory
  /// @param maxBytes how much all files together may have
  public ContextUnpacker(Path root, long maxBytes) {
    this.root = root;
    this.maxBytes = maxBytes;
  }

  /// Unpacks all of it.
  ///
  /// @param archive a tar, or one in gzip, which its first bytes tell
  /// @throws FailureException `invalid-options` or `input-too-large`, with the entry's name; what
  ///   was unpacked before stays for the caller to remove
  /// @throws IOException where this machine fails
  public void unpack(Path archive) throws IOException {
    try (InputStream file = new BufferedInputStream(Files.newInputStream(archive), buffer.length);
        HeaderGuard guard = new HeaderGuard(opened(file));
        TarArchiveInputStream tar = new TarArchiveInputStream(guard)) {
      for (TarArchiveEntry entry = next(tar, guard); entry != null; entry = next(tar, guard)) {
        if (++entries > MAX_ENTRIES) {
          throw new FailureException(
              new Failure.InputTooLarge(
                  "The context has more than %d entries.".formatted(MAX_ENTRIES)));
        }
        unpack(tar, entry);
      }
    }
    if (entries == 0) {
      throw refused("The body is no tar archive, or an empty one.");
    }
    for (Made made : directories) {
      finish(made.directory(), made.mode(), made.time());
    }
  }

  private static InputStream opened(InputStream file) throws IOException {
    file.mark(2);
    int magic = file.read() << 8 | file.read();
    file.reset();
    try {
      return magic == GZIP_MAGIC ? new GZIPInputStream(file, 64 * 1024) : file;
    } catch (ZipException | EOFException e) {
      throw refused("The body begins like gzip and is none.");
    }
  }

  private static @Nullable TarArchiveEntry next(TarArchiveInputStream tar, HeaderGuard guard) {
    try {
      guard.header();
      TarArchiveEntry entry = tar.getNextEntry();
      guard.content();
      return entry;
    } catch (IOException | IllegalArgumentException e) {
      // Reading our own file does not fail: what fails is to make sense of it.
      throw refused("The body is no whole tar archive: " + e.getMessage());
    }
  }

  private void unpack(TarArchiveInputStream tar, TarArchiveEntry entry) throws IOException {
    Path path = place(entry.getName());
    FileTime time = entry.getLastModifiedTime();
    int mode = entry.getMode() & MODE_BITS;
    if (entry.isDirectory()) {
      directory(path, entry.getName());
      directories.push(new Made(path, mode, time));
      return;
    }
    if (path.equals(root)) {
      throw refused("An entry of the context is a file without a name.");
    }
    directory(above(path), entry.getName());
    replace(path, entry.getName());
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(path, target(path, entry));
    } else if (entry.isLink()) {
      hardLink(path, entry);
    } else if (FILES.indexOf(entry.getLinkFlag()) >= 0) {
      write(tar, path, entry.getName());
      finish(path, mode, time);
    } else {
      throw refused(
          "The context's entry \"%s\" is neither a file, a directory nor a link."
              .formatted(entry.getName()));
    }
  }

  /// Where an entry goes.
  private Path place(String name) {
    if (name.isEmpty() || name.length() > MAX_NAME || name.indexOf('\0') >= 0) {
      throw refused("An entry of the context has a name that is empty, too long or holds a NUL.");
    }
    if (name.startsWith("/")) {
      throw refused("The context's entry \"%s\" has an absolute path.".formatted(name));
    }
    Path path = root;
    for (String part : name.split("/", -1)) {
      if (part.equals("..")) {
        throw refused("The context's entry \"%s\" leads out of the context.".formatted(name));
      }
      if (!part.isEmpty() && !part.equals(".")) {
        path = path.resolve(part);
      }
    }
    return path;
  }

  private Path above(Path path) {
    Path parent = path.getParent();
    return path.equals(root) || parent == null ? root : parent;
  }

  /// Makes a directory and those above it; a link among them is none.
  private void directory(Path directory, String name) throws IOException {
    if (directory.equals(root)) {
      return;
    }
    directory(above(directory), name);
    if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
      Files.createDirectory(directory);
    } else if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
      throw refused(
          "The context's entry \"%s\" lies below one that is no directory.".formatted(name));
    }
  }

  /// A name that comes twice means the later one, as tar has it.
  private static void replace(Path path, String name) throws IOException {
    if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      throw refused("The context's entry \"%s\" is a directory as well.".formatted(name));
    }
    Files.deleteIfExists(path);
  }

  private Path target(Path link, TarArchiveEntry entry) {
    String target = entry.getLinkName();
    int depth = root.relativize(link).getNameCount() - 1;
    boolean climbing = true;
    for (String part : target.split("/", -1)) {
      if (part.equals("..") && climbing) {
        depth--;
      } else if (part.equals("..")) {
        throw leadsOut(entry);
      } else if (!part.isEmpty() && !part.equals(".")) {
        climbing = false;
      }
    }
    if (target.isEmpty() || target.startsWith("/") || target.indexOf('\0') >= 0 || depth < 0) {
      throw leadsOut(entry);
    }
    return Path.of(target);
  }

  private void hardLink(Path path, TarArchiveEntry entry) throws IOException {
    Path existing = place(entry.getLinkName());
    if (!Files.isRegularFile(existing, LinkOption.NOFOLLOW_LINKS)) {
      throw refused(
          "The context's entry \"%s\" is a link to \"%s\", which is no file before it."
              .formatted(entry.getName(), entry.getLinkName()));
    }
    Files.createLink(path, existing);
  }

  private void write(TarArchiveInputStream tar, Path path, String name) throws IOException {
    try (OutputStream file =
        Files.newOutputStream(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      while (true) {
        int read;
        try {
          read = tar.read(buffer);
        } catch (IOException e) {
          throw refused("The body is no whole tar archive: it ends within \"%s\".".formatted(name));
        }
        if (read < 0) {
          return;
        }
        bytes += read;
        if (bytes > maxBytes) {
          throw new FailureException(
              new Failure.InputTooLarge(
                  "Unpacked, the context may have at most %d bytes.".formatted(maxBytes)));
        }
        file.write(buffer, 0, read);
      }
    }
  }

  private static void finish(Path path, int mode, FileTime time) throws IOException {
    // Readable for us in any case: the engine copies it, and we remove it.
    int own = Files.isDirectory(path) ? mode | OWNER_ALL : mode | 0600;
    Files.setAttribute(path, "unix:mode", own);
    Files.setLastModifiedTime(path, time);
  }

  private static FailureException leadsOut(TarArchiveEntry entry) {
    return refused(
        "The context's entry \"%s\" is a link that leads out of the context: \"%s\"."
            .formatted(entry.getName(), entry.getLinkName()));
  }

  private static FailureException refused(String sentence) {
    return new FailureException(Failure.InvalidOptions.of("", sentence));
  }
}
