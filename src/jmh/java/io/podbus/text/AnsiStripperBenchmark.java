package io.podbus.text;

import io.podbus.bench.Payloads;
import io.vertx.core.buffer.Buffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/// Output without its control functions.
@State(Scope.Thread)
public class AnsiStripperBenchmark {
  @Param({"ascii", "utf8", "coloured"})
  private String payload;

  private final AnsiStripper stripper = new AnsiStripper();
  private Buffer bytes;

  @Setup
  public void prepare() {
    bytes = Buffer.buffer(Payloads.of(payload));
  }

  @Benchmark
  public Buffer strip() {
    return stripper.next(bytes);
  }
}
