package io.podbus.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.podbus.testing.Await;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Bytes and demand on pipes.
class StreamTest extends ProcessTestBase {
  private static final int MIB = 1024 * 1024;

  @Test
  void everyByteArrivesInBothDirections() throws Exception {
    MessageDigest sent = MessageDigest.getInstance("SHA-256");
    MessageDigest received = MessageDigest.getInstance("SHA-256");
    AtomicLong count = new AtomicLong();
    Running running = start(pipes("/bin/cat"));
    running.onLoop(() ->
        running
            .child
            .output()
            .handler(buffer -> {
              received.update(buffer.getBytes());
              count.addAndGet(buffer.length());
            })
            .resume());
    running.onLoop(() -> running.child.errors().resume());
    Random random = new Random(1);
    // Odd sizes, so that writes and reads never fall together.
    long total = 64L * MIB;
    Future<Void> last = Future.succeededFuture();
    for (long at = 0; at < total; ) {
      byte[] piece = new byte[(int) Math.min(total - at, 1 + random.nextInt(300_000))];
      random.nextBytes(piece);
      sent.update(piece);
      at += piece.length;
      Await.get(last, DEADLINE, "the write before");
      last = running.write(Buffer.buffer(piece));
    }
    Await.get(last, DEADLINE, "the last write");
    assertThat(running.onLoop(() -> running.child.input().accepted())).isEqualTo(total);
    Await.get(running.end(), DEADLINE, "end of input");
    assertThat(running.finish()).isEqualTo(new ExitStatus.Exited(0));
    assertThat(count.get()).isEqualTo(total);
    assertThat(received.digest()).isEqualTo(sent.digest());
  }

  @Test
  void childSeesExactlyWhatWasWritten() throws Exception {
    byte[] bytes = new byte[3 * MIB + 1];
    new Random(2).nextBytes(bytes);
    Running running = start(pipes("/usr/bin/sha256sum")).readAll();
    running.write(Buffer.buffer(bytes));
    running.end();
    running.finish();
    assertThat(running.out.text())
        .startsWith(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)));
  }

  @Test
  void pausedMeansNotReadAndTheChildStands(@TempDir Path directory) {
    Path progress = directory.resolve("progress");
    Running running =
        start(
            pipes(
                "/bin/sh",
                "-c",
                "i=0; while :; do i=$((i+1)); echo $i >"
                    + progress
                    + "; head -c 4096 /dev/zero; done"));
    // A pipe of 64 KiB takes 16 pieces: the child stands in the 17th.
    Await.until(DEADLINE, "the pipe is full", () -> read(progress) == 17);
    assertThat(running.out.size()).isZero();

    running.onLoop(() -> running.child.output().fetch(1));
    Await.until(DEADLINE, "the child goes on", () -> read(progress) > 17);
    Await.until(
        DEADLINE, "and stands again", () -> read(progress) == 17 + running.out.size() / 4096);
    long one = running.out.size();
    assertThat(one).isBetween(1L, 64L * 1024);

    running.readAll();
    Await.until(DEADLINE, "it flows", () -> running.out.size() > one + 8L * 64 * 1024);
    running.onLoop(() -> running.child.output().pause());
    long paused = running.out.size();
    Await.until(DEADLINE, "it stands", () -> stands(progress, paused));
    assertThat(running.out.size()).isEqualTo(paused);
    running.discard();
  }

  // All that was read and a pipe full more has been written; the pipe may have grown to 1 MiB.
  private static boolean stands(Path progress, long read) {
    long pieces = read(progress) - 1 - read / 4096;
    return pieces == 16 || pieces == 256;
  }

  private static long read(Path file) {
    try {
      String text = Files.readString(file).strip();
      return text.isEmpty() ? 0 : Long.parseLong(text);
    } catch (IOException e) {
      return 0;
    }
  }

  @Test
  void aMegabyteUnreadAtTheExitIsStillDelivered() {
    Running running = shell("head -c 1048576 /dev/zero");
    assertThat(running.finish()).isEqualTo(new ExitStatus.Exited(0));
    assertThat(running.out.size()).isEqualTo(MIB);
  }

  @Test
  void demandIsCounted() {
    Running running = start(pipes("/bin/sh", "-c", "head -c 65536 /dev/zero; echo end"));
    running.onLoop(() -> running.child.output().fetch(1));
    Await.until(DEADLINE, "one buffer", () -> running.out.size() > 0);
    long one = running.out.size();
    running.exit();
    running.onLoop(() -> null);
    assertThat(running.out.isEnded()).isFalse();
    running.onLoop(() -> running.child.output().fetch(1_000_000));
    running.readAll();
    running.finish();
    assertThat(one).isLessThanOrEqualTo(65536);
    assertThat(running.out.size()).isEqualTo(65536 + 4);
    assertThat(running.out.ends()).isEqualTo(1);
  }

  @Test
  void inputIsBoundedAndCompletesOnlyWhenTaken() {
    Running running = start(pipes("/bin/sleep", "1000"));
    Future<Void> fits = running.write(Buffer.buffer(new byte[64 * 1024]));
    Await.get(fits, DEADLINE, "the pipe takes what it holds");
    Future<Void> waits = running.write(Buffer.buffer(new byte[40 * 1024]));
    assertThat(running.<Boolean>onLoop(() -> running.child.input().writeQueueFull())).isFalse();
    Future<Void> more = running.write(Buffer.buffer(new byte[40 * 1024]));
    assertThat(running.<Boolean>onLoop(() -> running.child.input().writeQueueFull())).isTrue();
    assertThat(waits.isComplete()).isFalse();
    running.write(Buffer.buffer(new byte[MIB]));
    assertThat(Await.failure(running.write("x"), DEADLINE, "a write beyond the bound"))
        .isInstanceOf(InputQueueFullException.class);

    IllegalStateException cause = new IllegalStateException("given up");
    long dropped = running.onLoop(() -> running.child.input().cancelWrites(cause));
    assertThat(dropped).isEqualTo(80 * 1024 + MIB);
    assertThat(Await.failure(waits, DEADLINE, "the queued write")).isSameAs(cause);
    assertThat(Await.failure(more, DEADLINE, "the write after")).isSameAs(cause);
    assertThat(running.onLoop(() -> running.child.input().accepted())).isEqualTo(64 * 1024);
    assertThat(running.<Boolean>onLoop(() -> running.child.input().isOpen())).isTrue();
    Future<Void> pending = running.write("late");
    running.discard();
    assertThat(Await.failure(pending, DEADLINE, "a write at the child's death"))
        .isInstanceOf(InputClosedException.class);
  }

  @Test
  void drainIsToldWhenTheChildReads() {
    AtomicInteger drains = new AtomicInteger();
    Running running = start(pipes("/bin/sh", "-c", "read line; cat >/dev/null"));
    running.onLoop(() -> running.child.input().drainHandler(_ -> drains.incrementAndGet()));
    Future<Void> large = running.write(Buffer.buffer(new byte[200 * 1024]));
    assertThat(large.isComplete()).isFalse();
    assertThat(running.<Boolean>onLoop(() -> running.child.input().writeQueueFull())).isTrue();
    // The shell reads lines: this one ends the first.
    running.write("\n");
    Await.until(DEADLINE, "drained", () -> drains.get() == 1);
    Await.get(large, DEADLINE, "all is taken");
    running.end();
    running.readAll();
    running.finish();
    assertThat(drains.get()).isEqualTo(1);
  }

  @Test
  void writeAfterExitFailsCleanly() {
    Running running = shell("exit 0");
    running.finish();
    assertThat(Await.failure(running.write("x"), DEADLINE, "a write"))
        .isInstanceOf(InputClosedException.class);
    Await.get(running.end(), DEADLINE, "end of what is closed");
  }

  @Test
  void stdinClosedByTheChildFailsItsWriters() {
    AtomicInteger failures = new AtomicInteger();
    Running running = shell("read line; exec 0<&-; echo closed; exec sleep 1000");
    running.onLoop(() -> running.child.input().exceptionHandler(_ -> failures.incrementAndGet()));
    running.write("\n");
    running.awaitOutput("closed");
    Await.until(DEADLINE, "the handler is told", () -> failures.get() == 1);
    assertThat(Await.failure(running.write("x"), DEADLINE, "a write"))
        .isInstanceOf(InputClosedException.class);
    assertThat(failures.get()).isEqualTo(1);
    running.discard();
  }

  @Test
  void killDuringAWriteFailsIt() {
    Running running = start(pipes("/bin/sleep", "1000"));
    Future<Void> write = running.write(Buffer.buffer(new byte[MIB]));
    running.child.kill(Signal.KILL);
    assertThat(running.exit()).isEqualTo(new ExitStatus.Signalled(Signal.KILL));
    assertThat(Await.failure(write, DEADLINE, "the write"))
        .isInstanceOf(InputClosedException.class);
    running.discard();
  }

  @Test
  void oneBusyStreamDoesNotHoldTheLoop() {
    Running busy = start(pipes("/usr/bin/yes"));
    AtomicLong bytes = new AtomicLong();
    busy.onLoop(
        () -> busy.child.output().handler(buffer -> bytes.addAndGet(buffer.length())).resume());
    Await.until(DEADLINE, "it flows", () -> bytes.get() > 16L * MIB);
    Running other = Running.start(spawner, busy.context, pipes("/bin/cat")).readAll();
    other.write("hello");
    other.awaitOutput("hello");
    other.end();
    other.finish();
    busy.discard();
  }
}
