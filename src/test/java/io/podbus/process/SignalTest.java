package io.podbus.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignalTest {
  @ParameterizedTest
  @CsvSource({
    "SIGINT,2",
    "int,2",
    "2,2",
    "sigKill,9",
    "31,31",
    "SYS,31",
    "POLL,29",
    "IOT,6",
    "RTMIN,34",
    "SIGRTMIN+15,49",
    "RTMIN+16,50",
    "RTMAX-14,50",
    "RTMAX,64",
    "64,64"
  })
  void isParsed(String text, int number) {
    assertThat(Signal.parse(text)).contains(Signal.of(number));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "65", "SIG", "SIG9", "-1", "RTMIN+31", "RTMAX-31", "FOO", "1 "})
  void isRefused(String text) {
    assertThat(Signal.parse(text)).isEmpty();
  }

  @Test
  void everyNameIsParsedBack() {
    assertThat(IntStream.rangeClosed(1, 64).filter(n -> n != 32 && n != 33).mapToObj(Signal::of))
        .allSatisfy(signal -> assertThat(Signal.parse(signal.name())).contains(signal));
    assertThat(Signal.of(50).name()).isEqualTo("SIGRTMAX-14");
  }
}
