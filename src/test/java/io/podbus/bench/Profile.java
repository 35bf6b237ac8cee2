package io.podbus.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordedThread;
import jdk.jfr.consumer.RecordingFile;

/// Where the service's processor time goes: how much there was, from the kernel; and what the
/// threads that run Java did with it, from a flight recording.
final class Profile {
  /// A part of the way of a byte.
  enum Stage {
    PIPE,
    JOURNAL,
    WRITER,
    ENCODE,
    BUS,
    SOCKET,
    RUNTIME,
    ELSE
  }

  /// @param seconds of processor time by stage
  record Shares(Map<Stage, Double> seconds) {
    double of(Stage stage) {
      return seconds.getOrDefault(stage, 0.0);
    }

    double total() {
      return seconds.values().stream().mapToDouble(Double::doubleValue).sum();
    }
  }

  private static final String SAMPLE = "jdk.CPUTimeSample";

  /// By the nearest frame to the top that begins with one of these.
  private static final Map<String, Stage> STAGES =
      Map.of(
          "io.podbus.process.", Stage.PIPE,
          "io.podbus.session.", Stage.JOURNAL,
          "io.podbus.gateway.encoding.", Stage.ENCODE,
          "io.podbus.protocol.", Stage.BUS,
          "io.vertx.core.eventbus.", Stage.BUS,
          "io.podbus.gateway.", Stage.SOCKET,
          "io.vertx.core.http.", Stage.SOCKET,
          "io.vertx.core.net.", Stage.SOCKET,
          "io.netty.channel.", Stage.SOCKET,
          "io.netty.handler.", Stage.SOCKET);

  private final Service service;
  private final Path recording;
  private final double before;

  private Profile(Service service, Path recording) {
    this.service = service;
    this.recording = recording;
    this.before = seconds(service.pid());
  }

  static Profile start(Service service, Path recording) {
    service.jcmd("JFR.start", "name=bench", SAMPLE + "#enabled=true", SAMPLE + "#throttle=10ms");
    return new Profile(service, recording);
  }

  Shares stop() {
    double all = seconds(service.pid()) - before;
    service.jcmd("JFR.stop", "name=bench", "filename=" + recording);
    Map<Stage, Double> shares = samples();
    double sampled = shares.values().stream().mapToDouble(Double::doubleValue).sum();
    // What runs no Java: it is not sampled.
    shares.put(Stage.RUNTIME, Math.max(0, all - sampled));
    return new Shares(shares);
  }

  /// What the threads that run Java were doing.
  private Map<Stage, Double> samples() {
    Map<Stage, Double> times = new EnumMap<>(Stage.class);
    try (RecordingFile file = new RecordingFile(recording)) {
      while (file.hasMoreEvents()) {
        RecordedEvent event = file.readEvent();
        if (event.getEventType().getName().equals(SAMPLE)) {
          times.merge(
              stage(event), event.getDuration("samplingPeriod").toNanos() / 1e9, Double::sum);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return times;
  }

  private static Stage stage(RecordedEvent event) {
    RecordedThread thread = event.getThread("eventThread");
    if (thread != null && String.valueOf(thread.getJavaName()).startsWith("journal-writer")) {
      return Stage.WRITER;
    }
    return stage(event.getStackTrace());
  }

  private static Stage stage(RecordedStackTrace stack) {
    if (stack == null) {
      return Stage.ELSE;
    }
    for (RecordedFrame frame : stack.getFrames()) {
      String type = frame.getMethod().getType().getName();
      String longest = "";
      for (String prefix : STAGES.keySet()) {
        if (type.startsWith(prefix) && prefix.length() > longest.length()) {
          longest = prefix;
        }
      }
      if (!longest.isEmpty()) {
        return STAGES.get(longest);
      }
    }
    return Stage.ELSE;
  }

  /// Processor time of the whole process so far.
  private static double seconds(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      // In ticks of 10 ms, on every Linux that there is.
      return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / 100.0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
