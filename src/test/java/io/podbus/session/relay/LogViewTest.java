package io.podbus.session.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.podbus.protocol.FailureException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LogViewTest {
  private static final long NOW = Instant.parse("2026-11-25T08:00:00Z").toEpochMilli();

  private static LogView since(String time) {
    return LogView.of(true, OptionalLong.empty(), time, null, false, NOW);
  }

  @ParameterizedTest
  @CsvSource({
    "10m, 2026-11-25T07:50:00Z",
    "1h30m, 2026-11-25T06:30:00Z",
    "1.5h, 2026-11-25T06:30:00Z",
    "250ms, 2026-11-25T07:59:59.750Z",
    "1764057600, 2025-11-25T08:00:00Z",
    "1764057600.5, 2025-11-25T08:00:00.500Z",
    "2026-01-02T03:04:05Z, 2026-01-02T03:04:05Z",
    "2026-01-02T03:04:05.5+01:00, 2026-01-02T02:04:05.500Z",
  })
  void timesAreAsPodmanTakesThem(String text, String meant) {
    assertThat(since(text).sinceMillis()).hasValue(Instant.parse(meant).toEpochMilli());
  }

  @Test
  void withoutAZoneItIsTheHosts() {
    long meant =
        LocalDateTime.parse("2026-01-02T03:04:05")
            .atZone(ZoneId.systemDefault())
            .toInstant()
            .toEpochMilli();
    assertThat(since("2026-01-02T03:04:05").sinceMillis()).hasValue(meant);
    assertThat(since("2026-01-02").sinceMillis()).hasValue(meant - (3 * 3600 + 4 * 60 + 5) * 1000L);
  }

  @ParameterizedTest
  @ValueSource(strings = {"later7", "10", "10x", "m10", "2026-13-01", "10m ago", "1h-5m"})
  void whatIsNoTimeIsRefusedByPlace(String text) {
    if (text.equals("10")) {
      assertThat(since(text).sinceMillis()).as("seconds since 1970").hasValue(10_000);
      return;
    }
    assertThatThrownBy(() -> since(text))
        .isInstanceOfSatisfying(
            FailureException.class,
            e -> assertThat(e.failure().toString()).contains("/since").contains(text));
  }
}
