package io.podbus.session.journal;

import io.podbus.bench.Payloads;
import io.podbus.protocol.From;
import io.podbus.protocol.RecordBatch;
import io.podbus.protocol.StreamName;
import io.podbus.testing.Await;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/// The journal on the disk, in records of 64 KiB: what appending costs the loop, with the writer
/// behind it and within what may be on its way; what a reader gets from memory and from the disk.
@State(Scope.Benchmark)
public class JournalBenchmark {
  private static final int BATCH = 64;
  private static final int RETAIN_BYTES = 64 << 20;

  /// Less than what is kept, so that the first is there as well as the last.
  private static final int RECORDS = BATCH * 15;

  private final Buffer payload = Buffer.buffer(Payloads.of("ascii"));
  private Path folder;
  private Vertx vertx;
  private TestStore store;
  private LoopJournal written;
  private LoopJournal full;

  @Setup
  public void open() throws IOException {
    folder = Files.createTempDirectory("podbus-jmh");
    vertx = Vertx.vertx();
    store = new TestStore(folder, TestStore.settings(1 << 20, 8 << 20, 8L << 30));
    written = new LoopJournal(vertx, store, RETAIN_BYTES, Duration.ofSeconds(30));
    full = new LoopJournal(vertx, store, RETAIN_BYTES, Duration.ofSeconds(30));
    for (int i = 0; i < RECORDS / BATCH; i++) {
      append(full);
    }
  }

  private void append(LoopJournal journal) {
    journal.on(j -> {
      for (int i = 0; i < BATCH; i++) {
        j.appendOutput(StreamName.STDOUT, payload, false);
      }
      return null;
    });
    // No faster than the disk: nothing is skipped.
    journal.awaitWritten();
  }

  @Benchmark
  @OperationsPerInvocation(BATCH)
  public void appendUntilWritten() {
    append(written);
  }

  /// 256 KiB, those behind which nothing comes.
  @Benchmark
  @OperationsPerInvocation(4)
  public RecordBatch readFromMemory() {
    return full.read(new From.Seq(RECORDS - 4));
  }

  /// 256 KiB, from the middle of what is kept.
  @Benchmark
  @OperationsPerInvocation(4)
  public RecordBatch readFromDisk() {
    return full.read(new From.Seq(RECORDS / 2));
  }

  @TearDown
  public void close() throws IOException {
    written.close();
    full.close();
    store.close();
    Await.get(vertx.close(), LoopJournal.DEADLINE, "Vert.x closes");
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
