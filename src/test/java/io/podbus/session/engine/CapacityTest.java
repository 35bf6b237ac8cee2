package io.podbus.session.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class CapacityTest {
  private static final long MIB = 1 << 20;

  private static Capacity of(long files, int locks, long memory, long disk, long free) {
    return new Capacity(
        100, files, Optional.of(new EngineLocks(2048, locks)), MIB, memory, 64 * MIB, disk, free);
  }

  @Test
  void whatFitsIsNotMentioned() {
    assertThat(of(1056, 100, 100 * MIB, 6400 * MIB, 6400 * MIB).shortages()).isEmpty();
  }

  @Test
  void eachShortageIsSaidWithItsKey() {
    assertThat(of(1055, 100, 100 * MIB, 6400 * MIB, 6400 * MIB).shortages())
        .containsExactly(
            "sessions.max 100 can need 1056 open files, and this process may have 1055 (ulimit -n)");
    assertThat(of(1056, 99, 100 * MIB, 6400 * MIB, 6400 * MIB).shortages())
        .containsExactly(
            "sessions.max 100 needs as many of podman's locks, and 99 of 2048 are free (num_locks)");
    assertThat(of(1056, 100, 99 * MIB, 6400 * MIB, 6400 * MIB).shortages())
        .singleElement()
        .asString()
        .contains("journal.memoryBytes 1024 KiB", "journal.totalMemoryBytes 99 MiB");
    assertThat(of(1056, 100, 100 * MIB, 6399 * MIB, 6400 * MIB).shortages())
        .singleElement()
        .asString()
        .contains("journal.retainBytes 64 MiB", "journal.totalDiskBytes 6399 MiB");
    assertThat(of(1056, 100, 100 * MIB, 6400 * MIB, 6399 * MIB).shortages())
        .singleElement()
        .asString()
        .contains("state.dir, 6399 MiB");
  }

  @Test
  void locksThatCannotBeReadAreNoShortage() {
    Capacity unknown =
        new Capacity(100, 1056, Optional.empty(), MIB, 100 * MIB, MIB, 100 * MIB, 100 * MIB);
    assertThat(unknown.shortages()).isEmpty();
  }
}
