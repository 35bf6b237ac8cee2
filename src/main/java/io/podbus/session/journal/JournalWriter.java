package io.podbus.session.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A thread that writes the journals of many sessions.
///
/// It gathers: after the first record it waits for [#LINGER], or for [#URGENT_BYTES] of one
/// session, and then writes for each session all that has come, in as few writes as that takes. An
/// idle service wakes it not at all.
///
/// [#wake] may be called on any thread; all else happens on its own.
final class JournalWriter {
  private static final Logger LOG = LoggerFactory.getLogger(JournalWriter.class);

  /// How long a record may wait for others.
  static final Duration LINGER = Duration.ofMillis(10);

  /// So much of one session does not wait.
  private static final long URGENT_BYTES = 256 * 1024;

  private static final int STAGING_BYTES = 256 * 1024;
  private static final int MAX_OPEN_FILES = 128;
  private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Function<DiskLog, SegmentFiles> opener;
  private final JournalMeters meters;
  private final long syncNanos;
  private final Queue<DiskLog> queue = new ConcurrentLinkedQueue<>();
  private final Thread thread;
  private volatile boolean urgent;
  private volatile boolean stopping;

  // Of the writer's thread.
  private final ByteBuffer staging = ByteBuffer.allocate(STAGING_BYTES);
  private final Map<DiskLog, SegmentFiles> files = new HashMap<>();
  private final LinkedHashMap<DiskLog, Long> open = new LinkedHashMap<>(16, 0.75f, true);
  private final Set<DiskLog> failing = new HashSet<>();
  private final Set<DiskLog> unsynced = new HashSet<>();
  private long lastRetry = System.nanoTime();
  private long lastSync = System.nanoTime();

  /// @param syncInterval after which what was written is made to survive a loss of power; zero for
  ///   never
  JournalWriter(
      String name,
      Function<DiskLog, SegmentFiles> opener,
      JournalMeters meters,
      Duration syncInterval) {
    this.opener = opener;
    this.meters = meters;
    this.syncNanos = syncInterval.toNanos();
    this.thread = Thread.ofPlatform().name(name).daemon().unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /// There is something to be written.
  ///
  /// @param bytes how much of it
  void wake(DiskLog log, long bytes) {
    boolean wakes = false;
    if (log.schedule()) {
      queue.add(log);
      wakes = true;
    }
    if (bytes >= URGENT_BYTES && !urgent) {
      urgent = true;
      wakes = true;
    }
    if (wakes) {
      LockSupport.unpark(thread);
    }
  }

  /// Writes what there is and ends; nothing may be handed over any more.
  void stop() throws InterruptedException {
    stopping = true;
    LockSupport.unpark(thread);
    thread.join();
  }

  private void run() {
    while (!stopping || !queue.isEmpty()) {
      if (queue.isEmpty()) {
        rest();
      } else {
        gather();
        urgent = false;
        writeAll();
      }
      upkeep();
    }
    files.values().forEach(SegmentFiles::closeQuietly);
  }

  private void gather() {
    long end = System.nanoTime() + LINGER.toNanos();
    long left = LINGER.toNanos();
    while (!urgent && !stopping && left > 0) {
      LockSupport.parkNanos(this, left);
      left = end - System.nanoTime();
    }
  }

  private void rest() {
    long nanos = Long.MAX_VALUE;
    if (!open.isEmpty()) {
      nanos = IDLE_NANOS;
    }
    if (!failing.isEmpty()) {
      nanos = Math.min(nanos, RETRY_NANOS);
    }
    if (!unsynced.isEmpty() && syncNanos > 0) {
      nanos = Math.min(nanos, syncNanos);
    }
    if (queue.isEmpty() && !stopping) {
      LockSupport.parkNanos(this, nanos);
    }
  }

  private void writeAll() {
    // Those that come in the meantime are for the next round, so that none is put off.
    List<DiskLog> round = new ArrayList<>();
    for (DiskLog log = queue.poll(); log != null; log = queue.poll()) {
      round.add(log);
    }
    round.forEach(this::write);
  }

  private void write(DiskLog log) {
    log.unschedule();
    if (log.removing()) {
      remove(log);
      return;
    }
    SegmentFiles mine = files.computeIfAbsent(log, opener);
    boolean hadProblem = log.problem() != null;
    List<Handover.Item> items = log.handover().take();
    boolean changed = false;
    try {
      if (!items.isEmpty()) {
        meters.writing(items);
        mine.append(items, staging);
      }
      if (!hadProblem || !items.isEmpty()) {
        mine.describe();
        changed = hadProblem;
        works(log);
      }
    } catch (IOException | RuntimeException e) {
      changed = true;
      fails(log, mine, e);
    }
    boolean refused = log.handover().written();
    track(log, mine);
    if (changed || refused || log.awaited()) {
      log.changed();
    }
    if (log.closing() && log.handover().isEmpty()) {
      forget(log, mine);
      log.closed().tryComplete();
    }
  }

  private void works(DiskLog log) {
    if (failing.remove(log)) {
      LOG.warn("session {}: its journal can be written again", log.id());
      meters.recovered();
    }
    log.works();
  }

  private void fails(DiskLog log, SegmentFiles mine, Exception cause) {
    String why = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    if (failing.add(log)) {
      LOG.error("session {}: its journal cannot be written: {}", log.id(), why);
      meters.failed(why);
    }
    mine.abandon();
    log.fail(why);
  }

  private void track(DiskLog log, SegmentFiles mine) {
    if (mine.isOpen()) {
      open.put(log, System.nanoTime());
    }
    if (mine.unsynced()) {
      unsynced.add(log);
    }
    if (open.size() > MAX_OPEN_FILES) {
      closeFile(open.firstEntry().getKey());
    }
  }

  private void closeFile(DiskLog log) {
    open.remove(log);
    SegmentFiles mine = files.get(log);
    if (mine != null) {
      mine.closeQuietly();
    }
  }

  private void forget(DiskLog log, SegmentFiles mine) {
    mine.closeQuietly();
    files.remove(log);
    open.remove(log);
    unsynced.remove(log);
    if (failing.remove(log)) {
      meters.recovered();
    }
  }

  private void remove(DiskLog log) {
    SegmentFiles mine = files.computeIfAbsent(log, opener);
    log.handover().take();
    log.handover().written();
    try {
      mine.remove();
    } catch (IOException | RuntimeException e) {
      LOG.warn("session {}: its journal stays: {}", log.id(), e.toString());
    }
    forget(log, mine);
    log.closed().tryComplete();
    log.removed().tryComplete();
  }

  /// What has to be done now and then.
  private void upkeep() {
    long now = System.nanoTime();
    if (syncNanos > 0 && now - lastSync >= syncNanos) {
      lastSync = now;
      unsynced.forEach(this::sync);
      unsynced.clear();
    }
    if (!failing.isEmpty() && now - lastRetry >= RETRY_NANOS) {
      lastRetry = now;
      failing.forEach(log -> {
        log.probe();
        log.changed();
      });
    }
    while (!open.isEmpty() && now - open.firstEntry().getValue() >= IDLE_NANOS) {
      closeFile(open.firstEntry().getKey());
    }
  }

  private void sync(DiskLog log) {
    SegmentFiles mine = files.get(log);
    try {
      if (mine != null) {
        mine.sync();
      }
    } catch (IOException e) {
      fails(log, mine, e);
      log.changed();
    }
  }
}
