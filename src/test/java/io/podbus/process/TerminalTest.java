package io.podbus.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.podbus.testing.Await;
import io.vertx.core.buffer.Buffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Children in a terminal.
class TerminalTest extends ProcessTestBase {
  @Test
  void sizeIsThereFromTheStart() {
    Running running = terminal("stty size; tty");
    assertThat(running.finish()).isEqualTo(new ExitStatus.Exited(0));
    assertThat(running.out.text()).startsWith("24 80\n/dev/pts/");
    assertThat(running.child.errors()).isNull();
    assertThat(running.out.ends()).isEqualTo(1);
  }

  @Test
  void resizeReachesTheChild() {
    Running running =
        terminal("trap 'stty size; exit 0' WINCH; echo ready; while :; do sleep 0.05; done");
    running.awaitOutput("ready");
    running.child.resize(40, 132);
    assertThat(running.finish()).isEqualTo(new ExitStatus.Exited(0));
    assertThat(running.out.text()).contains("40 132");
  }

  @Test
  void interruptKeyInterrupts() {
    Running running =
        terminal(
            "stty sane; trap 'echo interrupted' INT; (echo ready; exec sleep 1000); echo after");
    running.awaitOutput("ready");
    Await.get(running.write("\u0003"), DEADLINE, "the key is taken");
    running.finish();
    assertThat(running.out.text()).contains("interrupted").contains("after");
  }

  @Test
  void endIsTheKeyAndTheTerminalTakesMore() {
    Running running = terminal("stty sane -echo; echo ready; cat; echo first; cat; echo second");
    running.awaitOutput("ready");
    running.write("one\n");
    running.end();
    running.awaitOutput("first");
    running.write("two\n");
    running.end();
    assertThat(running.finish()).isEqualTo(new ExitStatus.Exited(0));
    assertThat(running.out.text().lines())
        .containsExactly("ready", "one", "first", "two", "second");
  }

  @Test
  void earlyInputIsNotEchoed() {
    Running running = start(spec(new Stdio.Terminal(24, 80), "/usr/bin/head", "-c", "3"));
    running.write("abc");
    running.readAll();
    running.finish();
    assertThat(running.out.text()).isEqualTo("abc");
  }

  @Test
  void largeInputPassesExactly() {
    byte[] bytes = new byte[1024 * 1024];
    new Random(7).nextBytes(bytes);
    Running running =
        start(spec(new Stdio.Terminal(24, 80), "/usr/bin/head", "-c", "" + bytes.length)).readAll();
    Await.get(running.write(Buffer.buffer(bytes)), DEADLINE, "all is taken");
    assertThat(running.finish()).isEqualTo(new ExitStatus.Exited(0));
    assertThat(running.out.bytes()).isEqualTo(bytes);
  }

  @Test
  void closingItsStreamsBeforeTheExitDoesNotKill() {
    Running running = terminal("echo bye; exec 0<&- 1>&- 2>&-; sleep 0.2; exit 6");
    assertThat(running.finish()).isEqualTo(new ExitStatus.Exited(6));
    assertThat(running.out.text()).isEqualTo("bye\n");
  }

  @Test
  void terminalOpenedAgainIsStillRead() {
    Running running =
        terminal("echo one; exec 0<&- 1>&- 2>&-; sleep 0.2; echo two >/dev/tty; exit 6");
    assertThat(running.finish()).isEqualTo(new ExitStatus.Exited(6));
    assertThat(running.out.text()).isEqualTo("one\ntwo\n");
  }

  @Test
  void writeAfterTheEndFails() {
    Running running = terminal("exit 0");
    running.finish();
    assertThat(Await.failure(running.write("x"), DEADLINE, "a write"))
        .isInstanceOf(InputClosedException.class);
    running.child.resize(10, 10);
  }

  @Test
  void unreadOutputOfATerminalIsStillDelivered() {
    Running running = start(spec(new Stdio.Terminal(24, 80), "/bin/sh", "-c", "seq 1 500"));
    running.exit();
    running.readAll();
    running.finish();
    assertThat(running.out.text()).startsWith("1\n2\n").endsWith("499\n500\n");
  }
}
