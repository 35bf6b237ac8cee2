package io.podbus.process;

import io.netty.channel.IoEventLoop;
import io.podbus.process.posix.Errno;
import io.podbus.process.posix.NativeBuffer;
import io.podbus.process.posix.Posix;
import io.podbus.process.posix.PosixException;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells when files appear in directories, by inotify: one descriptor on an event loop for any
/// number of directories, and no thread of its own. Any thread.
public final class DirectoryWatcher implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DirectoryWatcher.class);
  private static final int MASK =
      Posix.IN_CREATE | Posix.IN_CLOSE_WRITE | Posix.IN_MOVED_TO | Posix.IN_ONLYDIR;
  private static final int BUFFER_BYTES = 64 * 1024;

  /// `struct inotify_event` without its name: watch, mask, cookie, length of the name.
  private static final int HEADER_BYTES = 16;

  private static final int READS_A_TURN = 4;

  private final Vertx vertx;
  private final Posix posix;
  private final IoEventLoop loop;
  private final Descriptor descriptor;
  private final NativeBuffer buffer = NativeBuffer.allocate(BUFFER_BYTES);

  // Held for a look-up or one short system call only: adding a watch and noting it must be one step
  // for the thread that reads events.
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Integer, List<Registered>> watches = new HashMap<>();
  private boolean closed;

  /// A directory that is being watched.
  public interface Watch extends AutoCloseable {
    /// Ends it; nothing is told after, when called on the watch's context. Idempotent.
    @Override
    void close();
  }

  private DirectoryWatcher(Vertx vertx, Posix posix, IoEventLoop loop) {
    this.vertx = vertx;
    this.posix = posix;
    this.loop = loop;
    try {
      this.descriptor = new Descriptor(posix, posix.inotifyInit(), Descriptor.READ);
    } catch (PosixException e) {
      throw new WatchException("A directory", e);
    }
  }

  /// Opens a watcher on one of the event loops; it is closed with Vert.x at the latest.
  ///
  /// @throws UnsupportedPlatformException as for [ChildSpawner#create]
  /// @throws WatchException where the limit of inotify instances is reached
  public static DirectoryWatcher create(Vertx vertx) {
    Posix posix = Platform.check(vertx);
    IoEventLoop loop =
        (IoEventLoop) ((VertxInternal) vertx).createEventLoopContext().nettyEventLoop();
    DirectoryWatcher watcher = new DirectoryWatcher(vertx, posix, loop);
    loop.execute(watcher::register);
    return watcher;
  }

  private void register() {
    try {
      descriptor.register(loop, new Events());
    } catch (RuntimeException e) {
      LOG.error("No directory can be watched", e);
      tellAll();
      close();
    }
  }

  /// Watches a directory, not what is below it. A file that was there before is not told: look for
  /// it after this call.
  ///
  /// @param fileAppeared given the name of a file that was created, closed after writing or moved
  ///   there, so that one file can come more than once. An empty name says that something may have
  ///   been missed, or that the directory is gone: look yourself. Runs on the context that called.
  /// @throws WatchException where the directory cannot be watched
  /// @throws IllegalStateException after [#close]
  public Watch watch(Path directory, Consumer<String> fileAppeared) {
    Context context = vertx.getOrCreateContext();
    lock.lock();
    try {
      if (closed) {
        throw new IllegalStateException("the watcher is closed");
      }
      int id = posix.inotifyAddWatch(descriptor.number(), directory.toString(), MASK);
      Registered watch = new Registered(id, context, fileAppeared);
      watches.computeIfAbsent(id, _ -> new ArrayList<>(1)).add(watch);
      return watch;
    } catch (PosixException e) {
      throw new WatchException(directory.toString(), e);
    } finally {
      lock.unlock();
    }
  }

  /// Ends all watches. Idempotent.
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      watches.clear();
    } finally {
      lock.unlock();
    }
    try {
      loop.execute(descriptor::release);
    } catch (RejectedExecutionException e) {
      // The loop has ended, and closed the descriptor before.
    }
  }

  private final class Registered implements Watch {
    private final int id;
    private final Context context;
    private final Consumer<String> fileAppeared;
    private volatile boolean ended;

    Registered(int id, Context context, Consumer<String> fileAppeared) {
      this.id = id;
      this.context = context;
      this.fileAppeared = fileAppeared;
    }

    void tell(String name) {
      context.runOnContext(_ -> {
        if (!ended) {
          fileAppeared.accept(name);
        }
      });
    }

    @Override
    public void close() {
      ended = true;
      lock.lock();
      try {
        // One directory has one id, whoever watches it.
        List<Registered> others = watches.get(id);
        if (others != null && others.remove(this) && others.isEmpty()) {
          watches.remove(id);
          posix.inotifyRemoveWatch(descriptor.number(), id);
        }
      } finally {
        lock.unlock();
      }
    }
  }

  private final class Events implements Descriptor.Listener {
    @Override
    public void ready(int events) {
      for (int i = 0; i < READS_A_TURN; i++) {
        int count = posix.read(descriptor.number(), buffer, buffer.size());
        if (count <= 0) {
          if (count != -Errno.EAGAIN) {
            LOG.error("Watched directories cannot be read: {}", Errno.name(-count));
          }
          return;
        }
        dispatch(buffer.view().clear().limit(count));
      }
      descriptor.rearm();
    }

    @Override
    public void lost() {
      close();
    }
  }

  private void dispatch(ByteBuffer events) {
    while (events.remaining() >= HEADER_BYTES) {
      int id = events.getInt();
      int mask = events.getInt();
      events.getInt();
      byte[] name = new byte[events.getInt()];
      events.get(name);
      if ((mask & Posix.IN_Q_OVERFLOW) != 0) {
        tellAll();
      } else {
        told(id, mask).forEach(watch -> watch.tell(text(name)));
      }
    }
  }

  private List<Registered> told(int id, int mask) {
    lock.lock();
    try {
      // Ignored: the kernel has dropped the watch, since the directory is gone.
      boolean gone = (mask & Posix.IN_IGNORED) != 0;
      return List.copyOf(gone ? orNone(watches.remove(id)) : watches.getOrDefault(id, List.of()));
    } finally {
      lock.unlock();
    }
  }

  private static List<Registered> orNone(@Nullable List<Registered> list) {
    return list == null ? List.of() : list;
  }

  private void tellAll() {
    List<Registered> all = new ArrayList<>();
    lock.lock();
    try {
      watches.values().forEach(all::addAll);
    } finally {
      lock.unlock();
    }
    all.forEach(watch -> watch.tell(""));
  }

  // Padded with NULs to a multiple of its alignment.
  private static String text(byte[] padded) {
    int length = 0;
    while (length < padded.length && padded[length] != 0) {
      length++;
    }
    return new String(padded, 0, length, StandardCharsets.UTF_8);
  }
}
