package io.podbus.session.journal;

import io.podbus.protocol.SessionId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The journals of all sessions of this process: their folder, the threads that write them, their
/// bounds together. Thread-safe.
public final class JournalStore implements AutoCloseable {
  private static final int WRITERS = 2;

  private final JournalDirectory directory;
  private final JournalSettings settings;
  private final TimeSource clock;
  private final JournalBudget memory;
  private final JournalBudget disk;
  private final JournalMeters meters = new JournalMeters();
  private final DiskThreads readers = new DiskThreads();
  private final List<JournalWriter> writers = new ArrayList<>();
  private final Map<SessionId, DiskLog> logs = new ConcurrentHashMap<>();
  private final Map<DiskLog, Integer> retained = new ConcurrentHashMap<>();

  /// @param root the folder; made when it is needed
  public JournalStore(Path root, JournalSettings settings, TimeSource clock) {
    this.directory = new JournalDirectory(root);
    this.settings = settings;
    this.clock = clock;
    this.memory = new JournalBudget(settings.totalMemoryBytes());
    this.disk = new JournalBudget(settings.totalDiskBytes());
    Duration interval =
        settings.sync() == JournalSync.INTERVAL ? settings.syncInterval() : Duration.ZERO;
    for (int i = 0; i < WRITERS; i++) {
      JournalWriter writer =
          new JournalWriter("journal-writer-" + i, this::files, meters, interval);
      writers.add(writer);
      writer.start();
    }
  }

  private SegmentFiles files(DiskLog log) {
    return new SegmentFiles(log, directory, disk, retained.getOrDefault(log, 0), settings.sync());
  }

  /// A new session's journal. To be called on its loop, which owns it from then on.
  public SessionJournal open(
      Vertx vertx, SessionId id, SessionJournal.Bounds bounds, SessionJournal.Ears ears) {
    DiskLog log = log(id, bounds.retainBytes(), List.of(), Mark.START);
    return new SessionJournal(vertx, bounds, this, log, clock, ears, false);
  }

  /// The journal of a session of an earlier process. To be called on the loop that is to own it.
  public SessionJournal reopen(Vertx vertx, Recovered found, SessionJournal.Ears ears) {
    SessionJournal.Bounds bounds =
        new SessionJournal.Bounds(Integer.MAX_VALUE, Duration.ofSeconds(30));
    DiskLog log = log(found.id(), bounds.retainBytes(), found.segments(), found.end());
    return new SessionJournal(vertx, bounds, this, log, clock, ears, found.exit().isPresent());
  }

  private DiskLog log(SessionId id, int retainBytes, List<Segment> segments, Mark end) {
    JournalWriter writer = writers.get(Math.floorMod(id.hashCode(), writers.size()));
    DiskLog log = new DiskLog(id, directory.folder(id), writer, settings.lagBytes(), segments, end);
    retained.put(log, retainBytes);
    logs.put(id, log);
    memory.opened();
    disk.opened();
    return log;
  }

  Spool spool(DiskLog log, int retainBytes) {
    return new Spool(log, memory, meters, retainBytes, settings.memoryBytes());
  }

  /// How far a `block` reader may be behind before the child is held: what it has not taken is to
  /// stand in memory, where it costs nobody anything.
  int windowBytes(int retainBytes) {
    return Math.min(retainBytes, settings.memoryBytes()) / 2;
  }

  Future<Void> close(DiskLog log) {
    memory.closed();
    return log.close();
  }

  DiskThreads disk() {
    return readers;
  }

  JournalMeters meters() {
    return meters;
  }

  /// Takes away what an earlier process left of a session that nobody may read any more.
  public Future<Void> discard(Recovered found) {
    DiskLog _ = log(found.id(), Integer.MAX_VALUE, found.segments(), found.end());
    memory.closed();
    return remove(found.id());
  }

  /// Takes the journal of a session away that is not open any more.
  ///
  /// @return completes, on some thread, when nothing of it is left
  public Future<Void> remove(SessionId id) {
    DiskLog log = logs.remove(id);
    if (log == null) {
      return Future.succeededFuture();
    }
    return log.remove()
        .onComplete(_ -> {
          retained.remove(log);
          disk.closed();
        });
  }

  /// What an earlier process left. Blocking; to be called once, before any session is made.
  ///
  /// @throws IOException where the folder cannot be made or looked into
  public List<Recovered> recover() throws IOException {
    try {
      directory.makeRoot();
      return new Recovery(directory, disk).run();
    } catch (IOException e) {
      meters.unusable(e.toString());
      throw e;
    }
  }

  public long totalMemoryBytes() {
    return settings.totalMemoryBytes();
  }

  public long totalDiskBytes() {
    return settings.totalDiskBytes();
  }

  /// Why journals are in memory alone now; null where they are on the disk.
  public @Nullable String problem() {
    return meters.problem();
  }

  /// Whether ended sessions should go because a bound of all is reached.
  public boolean exceeded() {
    return memory.exceeded() || disk.exceeded();
  }

  /// What all journals do and hold.
  public JournalFigures figures() {
    long lag = logs.values().stream().mapToLong(DiskLog::lagBytes).sum();
    return meters.figures(memory.usedBytes(), disk.usedBytes(), lag);
  }

  /// Writes what is on its way and ends the threads. Blocking; after all journals are closed.
  @Override
  public void close() {
    for (JournalWriter writer : writers) {
      try {
        writer.stop();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    readers.close();
  }
}
