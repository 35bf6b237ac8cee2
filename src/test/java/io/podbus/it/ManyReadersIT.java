package io.podbus.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.podbus.testing.Await;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/// Fifty readers of one session while its program writes as fast as it is read: forty that hold it
/// rather than lose anything, ten that stand still and have no say in it.
class ManyReadersIT extends ServiceTestBase {
  private static final int BLOCKING = 40;
  private static final int STALLED = 10;
  private static final int SECONDS = Scale.of(3, 30);
  private static final String LINE = "a line that comes again and again and again\n";

  /// Nothing that is kept per byte written: the readers' own buffers, and what collections leave.
  private static final long HEAP_MAY_GROW = 48L << 20;

  /// What a reader got, and its sum.
  private record Got(long bytes, long crc) {
    static Got of(InputStream body, AtomicLong progress) throws IOException {
      CRC32C crc = new CRC32C();
      byte[] buffer = new byte[64 * 1024];
      long bytes = 0;
      for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
        crc.update(buffer, 0, n);
        bytes += n;
        progress.addAndGet(n);
      }
      return new Got(bytes, crc.getValue());
    }

    /// What `yes` writes in so many bytes.
    static Got expected(long bytes) {
      byte[] block = LINE.repeat(1000).getBytes(StandardCharsets.US_ASCII);
      CRC32C crc = new CRC32C();
      for (long left = bytes; left > 0; left -= block.length) {
        crc.update(block, 0, (int) Math.min(left, block.length));
      }
      return new Got(bytes, crc.getValue());
    }
  }

  /// What a run wrote, and what a megabyte of it cost this process, which is service and readers,
  /// in milliseconds.
  private record Cost(long written, double cpuPerMegabyte) {
    Cost better(Cost other) {
      return new Cost(
          Math.max(written, other.written), Math.min(cpuPerMegabyte, other.cpuPerMegabyte));
    }
  }

  private static long heap() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  private Got read(String path, int reader, AtomicLong progress) {
    HttpResponse<InputStream> answer =
        api.send(
            api.to(path + "/output/stdout?follow=true&delivery=block&reader=r" + reader)
                .header("Accept", "application/octet-stream")
                .GET(),
            BodyHandlers.ofInputStream());
    assertThat(answer.statusCode()).isEqualTo(200);
    try (InputStream body = answer.body()) {
      return Got.of(body, progress);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Runs the program for its time; proves that all who hold it have all of it.
  ///
  /// @return how much it wrote, and at what cost
  private Cost run(int stalled) {
    // Busybox's yes writes line by line; a block at a time is what keeps readers busy. The last
    // command makes the shell stay: what timeout kills must not be the container's first process.
    String line =
        "yes '%s' | head -c 1000000 >/tmp/f; timeout -s KILL %d sh -c"
                .formatted(LINE.strip(), SECONDS)
            + " 'while :; do head -c 968000 /tmp/f; done'; true";
    String path = api.create(Api.shell(line).put("awaitReader", true));
    List<EventReader> still = new ArrayList<>();
    AtomicLong progress = new AtomicLong();
    long cpu = Resources.cpuMillis();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < stalled; i++) {
        still.add(api.follow(path + "/events"));
      }
      List<CompletableFuture<Got>> readers = new ArrayList<>();
      for (int i = 0; i < BLOCKING; i++) {
        int reader = i;
        readers.add(CompletableFuture.supplyAsync(() -> read(path, reader, progress), threads));
      }
      Await.until(Service.DEADLINE, "all is under way", () -> progress.get() >= 2_000_000);
      long early = heap();
      List<Got> all = readers.stream().map(ManyReadersIT::join).toList();
      // Those that stand still are still there.
      assertThat(heap() - early).as("growth of the heap").isLessThan(HEAP_MAY_GROW);
      JsonObject output = api.awaitEnd(path).getJsonObject("output");
      long written = output.getLong("stdoutBytes");
      assertThat(all).containsOnly(Got.expected(written));
      Cost cost = new Cost(written, (Resources.cpuMillis() - cpu) * 1e6 / written);
      System.out.printf(
          "%d readers, %d stalled: %.1f MB/s from the program, %.1f ms of CPU per MB%n",
          BLOCKING, stalled, written / 1e6 / SECONDS, cost.cpuPerMegabyte());
      return cost;
    } finally {
      still.forEach(EventReader::close);
      api.delete(path + "?graceMs=0&purge=true");
    }
  }

  private static Got join(CompletableFuture<Got> reader) {
    try {
      return reader.join();
    } catch (CompletionException e) {
      throw new AssertionError("a reader broke off", e);
    }
  }

  @Test
  void fortyGetEverythingAndTenThatStandStillChangeNothing() {
    // Warm first, and each twice in turns: what the machine does besides comes and goes.
    run(0);
    Cost without = run(0);
    Cost with = run(STALLED);
    without = without.better(run(0));
    with = with.better(run(STALLED));
    // What the machine does besides changes how fast all of it is, not what a byte costs.
    assertThat(with.cpuPerMegabyte()).isLessThan(1.5 * without.cpuPerMegabyte());
    // Who waits for one that stands still for half a minute, stands still.
    assertThat(with.written()).isGreaterThan(without.written() / 8);
  }
}
