package io.podbus.session.admission;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the policy decided, a JSON object in each line, in a file that only the service reads.
///
/// Written by a thread of its own; between it and callers there is a bounded queue. What does not
/// find room there, or cannot be written, is counted, and the count is written as soon as that is
/// possible again. A file that has reached its size becomes `….1`, in place of the one before.
public final class AuditLog implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AuditLog.class);
  private static final int MAX_WAITING = 8192;

  /// The last one: an object without anything.
  private static final JsonObject END = new JsonObject();

  private final Path file;
  private final long maxBytes;
  private final BlockingQueue<JsonObject> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
  private final AtomicLong lost = new AtomicLong();
  private final Thread writer;

  // Of the writer alone.
  private boolean failing;
  private long untold;

  /// Begins to write there.
  public AuditLog(Path file, long maxBytes) {
    this.file = file;
    this.maxBytes = maxBytes;
    this.writer = Thread.ofVirtual().name("audit").start(this::run);
  }

  /// Adds a line. Any thread; does not wait.
  public void add(JsonObject line) {
    if (!waiting.offer(line)) {
      lost.incrementAndGet();
    }
  }

  /// How many lines were lost since the start.
  public long lost() {
    return lost.get();
  }

  private void run() {
    try {
      for (JsonObject line = waiting.take(); !line.isEmpty(); line = waiting.take()) {
        write(line);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void write(JsonObject line) {
    try {
      turnOver();
      try (OutputStream out =
          Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
        if (lost.get() > untold) {
          long now = lost.get();
          out.write(bytes(new JsonObject().put("lost", now - untold)));
          untold = now;
        }
        out.write(bytes(line));
      }
      failing = false;
    } catch (IOException e) {
      lost.incrementAndGet();
      if (!failing) {
        LOG.error("the audit log cannot be written: {}", e.toString());
      }
      failing = true;
    }
  }

  private void turnOver() throws IOException {
    if (!Files.exists(file)) {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    } else if (Files.size(file) >= maxBytes) {
      Files.move(
          file,
          file.resolveSibling(file.getFileName() + ".1"),
          StandardCopyOption.REPLACE_EXISTING);
      turnOver();
    }
  }

  private static byte[] bytes(JsonObject line) {
    return (line.encode() + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /// Writes what waits, and ends. Blocks.
  @Override
  public void close() {
    try {
      waiting.put(END);
      writer.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
