package io.podbus.ops.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class TraceContextTest {
  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String SPAN = "b7ad6b7169203331";

  @Test
  void what_the_standard_shows_is_read_and_written() {
    String written = "00-" + TRACE + "-" + SPAN + "-01";
    assertThat(TraceContext.parse(written)).contains(new TraceContext(TRACE, SPAN, true));
    assertThat(new TraceContext(TRACE, SPAN, true).traceparent()).isEqualTo(written);
    assertThat(new TraceContext(TRACE, SPAN, false).traceparent()).endsWith("-00");
  }

  @Test
  void a_later_version_is_read_as_far_as_it_is_known() {
    assertThat(TraceContext.parse("01-" + TRACE + "-" + SPAN + "-03-more"))
        .contains(new TraceContext(TRACE, SPAN, true));
    assertThat(TraceContext.parse("00-" + TRACE + "-" + SPAN + "-02"))
        .as("a flag that we do not know")
        .contains(new TraceContext(TRACE, SPAN, false));
  }

  @ParameterizedTest
  @NullAndEmptySource
  @ValueSource(
      strings = {
        "ff-" + TRACE + "-" + SPAN + "-01",
        "00-" + TRACE + "-" + SPAN + "-01-more",
        "00-00000000000000000000000000000000-" + SPAN + "-01",
        "00-" + TRACE + "-0000000000000000-01",
        "00-0AF7651916CD43DD8448EB211C80319C-" + SPAN + "-01",
        "00-" + TRACE + "-" + SPAN + "-1",
        "00-" + TRACE + "-" + SPAN,
        "0-" + TRACE + "-" + SPAN + "-01",
        "00-" + TRACE + "-" + SPAN + "-01\n",
      })
  void what_is_not_one_is_nothing(String text) {
    assertThat(TraceContext.parse(text)).isEmpty();
  }

  @Test
  void a_root_is_valid_whatever_the_dice_say() {
    TraceContext zero = TraceContext.root(bytes -> Arrays.fill(bytes, (byte) 0));
    assertThat(TraceContext.parse(zero.traceparent())).contains(zero);
    Random random = new Random(7);
    assertThat(TraceContext.root(random::nextBytes))
        .isNotEqualTo(TraceContext.root(random::nextBytes));
  }
}
