package io.podbus.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A file of the operator's that may change while the service runs. What cannot be used does not
/// replace what is in force: it is said once, in the log and by [#fault].
///
/// Looked at when [#refresh] is called, by the file's stamp; links are followed, so that a mounted
/// secret that is swapped by a link is seen.
///
/// @param <T> what the file means; immutable
public final class WatchedFile<T> {
  private static final Logger LOG = LoggerFactory.getLogger(WatchedFile.class);
  private static final int MAX_BYTES = 4 * 1024 * 1024;

  /// A stamp this young may belong to a write that is not over.
  private static final long YOUNG_MILLIS = 2000;

  /// Makes sense of a file's content.
  @FunctionalInterface
  public interface Parser<T> {
    /// @throws ConfigException with one line that says what is wrong, without the file's name
    T parse(byte[] content);
  }

  private record Stamp(FileTime modified, long size, @Nullable Object key) {}

  private final Path file;
  private final Parser<T> parser;
  private volatile T current;
  private volatile @Nullable String fault;
  // Of refresh() alone, which is synchronized.
  private @Nullable Stamp stamp;
  private byte[] content;

  /// Reads the file for the first time.
  ///
  /// @throws ConfigException with one line, where it cannot be used
  public WatchedFile(Path file, Parser<T> parser) {
    this.file = file;
    this.parser = parser;
    try {
      this.stamp = stamp();
      this.content = read();
    } catch (NoSuchFileException e) {
      throw new ConfigException(file + ": there is no such file");
    } catch (IOException e) {
      throw new ConfigException(file + ": cannot be read: " + e.getMessage());
    }
    this.current = parse(content);
  }

  /// What the file means, as it could last be used. Any thread.
  public T current() {
    return current;
  }

  /// Why the file as it is now is not in force, if so. Any thread.
  public Optional<String> fault() {
    return Optional.ofNullable(fault);
  }

  /// Looks whether the file has changed, and takes it over where it can be used. Blocks.
  ///
  /// @return whether something new is in force
  public synchronized boolean refresh() {
    try {
      Stamp now = stamp();
      if (now.equals(stamp) && fault == null && !isYoung(now)) {
        return false;
      }
      byte[] read = read();
      stamp = now;
      if (Arrays.equals(read, content)) {
        fault = null;
        return false;
      }
      current = parse(read);
      content = read;
      fault = null;
      LOG.info("{} has changed, and is in force", file);
      return true;
    } catch (IOException | ConfigException e) {
      String why =
          e instanceof ConfigException bad
              ? String.valueOf(bad.getMessage())
              : file + ": cannot be read: " + e;
      if (!why.equals(fault)) {
        LOG.error("{}; what was in force stays", why);
      }
      fault = why;
      return false;
    }
  }

  private T parse(byte[] bytes) {
    try {
      return parser.parse(bytes);
    } catch (ConfigException e) {
      throw new ConfigException(file + ": " + e.getMessage());
    }
  }

  private byte[] read() throws IOException {
    if (Files.size(file) > MAX_BYTES) {
      throw new IOException("it is larger than " + MAX_BYTES + " bytes");
    }
    return Files.readAllBytes(file);
  }

  private Stamp stamp() throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
    return new Stamp(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
  }

  private static boolean isYoung(Stamp stamp) {
    return stamp.modified().toMillis() + YOUNG_MILLIS > Instant.now().toEpochMilli();
  }
}
