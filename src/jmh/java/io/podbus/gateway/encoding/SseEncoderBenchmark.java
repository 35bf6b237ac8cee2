package io.podbus.gateway.encoding;

import io.podbus.bench.Payloads;
import io.podbus.protocol.OutputRecord;
import io.podbus.protocol.StreamName;
import io.vertx.core.buffer.Buffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/// A record of output to its event.
@State(Scope.Thread)
public class SseEncoderBenchmark {
  @Param({"ascii", "utf8", "binary"})
  private String payload;

  private OutputRecord output;

  @Setup
  public void prepare() {
    output =
        new OutputRecord(
            7, 6, 0, StreamName.STDOUT, 4096, Buffer.buffer(Payloads.of(payload)), false);
  }

  @Benchmark
  public Buffer encode() {
    return SseEncoder.encode(output);
  }
}
