package io.podbus.session.journal;

import io.podbus.protocol.SessionId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/// A store of journals for tests. Its time stands still unless it is moved.
public final class TestStore implements AutoCloseable {
  static final int MEMORY = 1 << 20;

  /// The time, in milliseconds, on both clocks.
  public final AtomicLong time = new AtomicLong(1_700_000_000_000L);

  private final Random ids = new Random(11);
  private final JournalStore store;
  private SessionId lastId;

  public TestStore(Path folder) {
    this(folder, settings(MEMORY, 8 << 20, 1L << 30));
  }

  public TestStore(Path folder, JournalSettings settings) {
    store = new JournalStore(folder, settings, clock());
  }

  public static JournalSettings settings(int memoryBytes, long lagBytes, long totalDiskBytes) {
    return new JournalSettings(
        memoryBytes, lagBytes, 1L << 30, totalDiskBytes, JournalSync.NONE, Duration.ofSeconds(1));
  }

  public JournalStore store() {
    return store;
  }

  public SessionId newId() {
    synchronized (ids) {
      lastId = SessionId.random(ids::nextBytes);
      return lastId;
    }
  }

  /// The one that was given last.
  public SessionId lastId() {
    synchronized (ids) {
      return lastId;
    }
  }

  private TimeSource clock() {
    return new TimeSource() {
      @Override
      public long now() {
        return time.get();
      }

      @Override
      public long ticks() {
        return time.get();
      }
    };
  }

  @Override
  public void close() {
    store.close();
  }
}
