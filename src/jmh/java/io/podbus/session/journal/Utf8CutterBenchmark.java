package io.podbus.session.journal;

import io.podbus.bench.Payloads;
import io.vertx.core.buffer.Buffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/// What a read of a pipe gives, cut where a character ends.
@State(Scope.Thread)
public class Utf8CutterBenchmark {
  @Param({"ascii", "utf8", "binary"})
  private String payload;

  private final Utf8Cutter cutter = new Utf8Cutter();
  private Buffer bytes;

  @Setup
  public void prepare() {
    bytes = Buffer.buffer(Payloads.of(payload));
  }

  @Benchmark
  public Buffer cut() {
    return cutter.push(bytes);
  }
}
