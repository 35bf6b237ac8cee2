package io.podbus.ops.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class LogLevelsTest {
  private static final String LOGGER = "io.podbus.ops.log.chatty";

  @AfterEach
  void reset() {
    LogLevels.set(new JsonObject().putNull(LOGGER));
  }

  @Test
  void a_level_is_set_and_taken_away_again() {
    assertThat(LogLevels.show().getString("root")).isEqualTo("info");
    assertThat(LoggerFactory.getLogger(LOGGER).isDebugEnabled()).isFalse();
    LogLevels.set(new JsonObject().put(LOGGER, "debug"));
    assertThat(LoggerFactory.getLogger(LOGGER).isDebugEnabled()).isTrue();
    assertThat(LogLevels.show().getString(LOGGER)).isEqualTo("debug");
    LogLevels.set(new JsonObject().putNull(LOGGER));
    assertThat(LogLevels.show().containsKey(LOGGER)).isFalse();
    assertThat(LoggerFactory.getLogger(LOGGER).isDebugEnabled()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"%s\":\"debug\",\"io.netty\":\"loud\"}",
        "{\"%s\":\"debug\",\"io.netty\":3}",
        "{\"%s\":\"debug\",\"root\":null}",
        "{\"%s\":\"debug\",\"a b\":\"info\"}",
        "{\"%s\":\"DEBUG\"}",
      })
  void one_that_is_wrong_changes_nothing(String levels) {
    assertThatThrownBy(() -> LogLevels.set(new JsonObject(levels.formatted(LOGGER))))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(LogLevels.show().containsKey(LOGGER)).isFalse();
  }
}
