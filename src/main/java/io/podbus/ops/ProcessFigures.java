package io.podbus.ops;

import com.sun.management.UnixOperatingSystemMXBean;
import io.netty.util.internal.PlatformDependent;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/// What this process costs, as the kernel and the virtual machine say. Reads small files of
/// `/proc`, so it belongs on a worker thread.
public final class ProcessFigures {
  private static final Path SELF = Path.of("/proc/self");
  private static final UnixOperatingSystemMXBean SYSTEM =
      (UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private ProcessFigures() {}

  /// Makes them part of what is scraped.
  public static void show(Meters meters) {
    meters.show(Metric.OPEN_FDS, ProcessFigures::openFds);
    meters.show(Metric.MAX_FDS, ProcessFigures::maxFds);
    meters.show(Metric.RESIDENT_BYTES, ProcessFigures::residentBytes);
    meters.show(Metric.CPU_SECONDS, () -> cpuNanos() / 1e9);
    meters.show(Metric.START_TIME, () -> startMillis() / 1e3);
    meters.show(Metric.HEAP_BYTES, () -> heap().getUsed());
    meters.show(Metric.HEAP_MAX_BYTES, () -> heap().getMax());
    meters.show(Metric.DIRECT_BYTES, ProcessFigures::directBytes);
    meters.show(Metric.GC_SECONDS, () -> gcMillis() / 1e3);
    meters.show(Metric.THREADS, ProcessFigures::threads);
    meters.show(Metric.CHILDREN, ProcessFigures::children);
  }

  /// Open file descriptors.
  public static long openFds() {
    return SYSTEM.getOpenFileDescriptorCount();
  }

  /// How many there may be.
  public static long maxFds() {
    return SYSTEM.getMaxFileDescriptorCount();
  }

  /// Processor time so far, in nanoseconds.
  public static long cpuNanos() {
    return SYSTEM.getProcessCpuTime();
  }

  /// When the process started, in milliseconds since the epoch.
  public static long startMillis() {
    return ManagementFactory.getRuntimeMXBean().getStartTime();
  }

  /// The heap.
  public static MemoryUsage heap() {
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
  }

  /// What buffers hold outside of the heap: those of the JDK and those of Netty, which are not
  /// among the former where Netty frees them by itself.
  public static long directBytes() {
    long pools =
        ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
            .filter(pool -> pool.getName().equals("direct"))
            .mapToLong(BufferPoolMXBean::getMemoryUsed)
            .sum();
    return pools + Math.max(0, PlatformDependent.usedDirectMemory());
  }

  /// Time spent on garbage collection so far.
  public static long gcMillis() {
    return ManagementFactory.getGarbageCollectorMXBeans().stream()
        .mapToLong(GarbageCollectorMXBean::getCollectionTime)
        .filter(millis -> millis > 0)
        .sum();
  }

  /// Threads of Java.
  public static int threads() {
    return ManagementFactory.getThreadMXBean().getThreadCount();
  }

  /// Resident memory; 0 where the kernel does not say.
  public static long residentBytes() {
    try {
      for (String line : Files.readAllLines(SELF.resolve("status"))) {
        if (line.startsWith("VmRSS:")) {
          return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
        }
      }
    } catch (IOException | NumberFormatException e) {
      return 0;
    }
    return 0;
  }

  /// Processes whose parent this is, dead ones that nobody has waited for included. Each stands
  /// under the thread that made it.
  public static int children() {
    int count = 0;
    try (DirectoryStream<Path> threads = Files.newDirectoryStream(SELF.resolve("task"))) {
      for (Path thread : threads) {
        count += childrenOf(thread);
      }
    } catch (IOException e) {
      return count;
    }
    return count;
  }

  private static int childrenOf(Path thread) {
    try {
      String text = Files.readString(thread.resolve("children")).strip();
      return text.isEmpty() ? 0 : text.split(" ").length;
    } catch (IOException e) {
      // The thread has ended meanwhile; its children stand under another one.
      return 0;
    }
  }
}
