package io.podbus.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.podbus.text.TextWindow.Found;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class TextWindowTest {
  private static Optional<Found> find(TextWindow window, String pattern) {
    return window.find(LinearPattern.compile(pattern));
  }

  private static TextWindow window(boolean stripped, long offset, String... pieces) {
    TextWindow window = new TextWindow(stripped);
    long at = offset;
    for (String piece : pieces) {
      Buffer bytes = Buffer.buffer(piece);
      window.append(bytes, at);
      at += bytes.length();
    }
    return window;
  }

  @Test
  void findsAcrossPieces() {
    TextWindow window = window(false, 100, "one tw", "o th", "ree");
    Found found = find(window, "t(w)(x)?o (?P<third>three)").get();
    assertThat(found.text()).isEqualTo("two three");
    assertThat(found.offset()).isEqualTo(104);
    assertThat(found.endOffset()).isEqualTo(113);
    assertThat(found.groups()).containsExactly("w", null, "three");
    assertThat(find(window, "four")).isEmpty();
  }

  @Test
  void offsetsAreThoseOfTheStreamThroughEscapesAndReplacements() {
    TextWindow window = window(true, 10, "\u001b[1mab\u001b[", "0mcd", "\u001b]0;t\u0007é", "x");
    Found found = find(window, "bcdéx").get();
    assertThat(found.text()).isEqualTo("bcdéx");
    assertThat(found.offset()).isEqualTo(15);
    assertThat(found.endOffset()).isEqualTo(10 + 4 + 2 + 4 + 2 + 6 + 2 + 1);
    TextWindow broken = new TextWindow(false);
    broken.append(Buffer.buffer(new byte[] {'a', (byte) 0xff, (byte) 0xfe, 'b', (byte) 0xc3}), 0);
    broken.append(Buffer.buffer(new byte[] {(byte) 0xa9, 'c'}), 5);
    Found all = find(broken, "a..béc").get();
    assertThat(all.text()).isEqualTo("a\ufffd\ufffdbéc");
    assertThat(all.endOffset()).isEqualTo(7);
    assertThat(find(broken, "béc").get().offset()).isEqualTo(3);
  }

  @Test
  void theBeginningIsThatOfTheStreamNotOfTheWindow() {
    TextWindow window = new TextWindow(false);
    Buffer lines = Buffer.buffer("line\n".repeat(10_000));
    window.append(lines, 0);
    assertThat(find(window, "^line")).isPresent();
    window.append(Buffer.buffer("line"), lines.length());
    assertThat(find(window, "^line")).isEmpty();
    assertThat(find(window, "\\Aline")).isEmpty();
    assertThat(find(window, "(?m)^line$")).isPresent();
    assertThat(find(window, "line\\z").get().offset()).isEqualTo(lines.length());
  }

  @Test
  void aMatchMayBeAsLongAsWhatIsKept() {
    TextWindow window = new TextWindow(false);
    window.append(Buffer.buffer("<" + "x".repeat(TextWindow.KEPT_BYTES - 2)), 5);
    assertThat(find(window, "(?s)<.*>")).isEmpty();
    for (int i = 0; i < 1; i++) {
      window.append(Buffer.buffer(">"), 5 + TextWindow.KEPT_BYTES - 1);
    }
    assertThat(find(window, "(?s)<.*>").get().offset()).isEqualTo(5);
  }

  @Test
  void textOnBothSidesOfAGapIsNotOne() {
    TextWindow window = window(false, 0, "before ");
    window.gap();
    window.append(Buffer.buffer("after"), 1000);
    assertThat(find(window, "before")).isEmpty();
    assertThat(find(window, "^after")).isEmpty();
    assertThat(find(window, "fter").get().offset()).isEqualTo(1001);
    assertThat(window.tail(100)).isEqualTo("after");
  }

  @Test
  void theTailIsWholeCharacters() {
    TextWindow window = window(false, 0, "aééé");
    assertThat(window.tail(5)).isEqualTo("éé");
    assertThat(window.tail(100)).isEqualTo("aééé");
  }

  /// However the stream is cut and whatever else is in it, the needle is found, where it stands.
  @RepeatedTest(40)
  void findsTheNeedleWhereItStands(RepetitionInfo info) {
    long seed = Long.getLong("seed", info.getCurrentRepetition());
    Random random = new Random(seed);
    boolean stripped = random.nextBoolean();
    byte[] hay = new byte[random.nextInt(200_000)];
    random.nextBytes(hay);
    if (random.nextBoolean()) {
      Arrays.fill(hay, (byte) 'n');
    }
    for (int i = 0; i < hay.length; i++) {
      // No escape of the hay's own may swallow the needle.
      boolean control = (hay[i] & 0xff) < 0x20 || (hay[i] & 0xe0) == 0x80 || hay[i] == (byte) 0xc2;
      hay[i] = control ? (byte) ' ' : hay[i];
    }
    String needle = stripped ? "nee\u001b[31mdle 🪡" : "needle 🪡";
    Buffer stream =
        Buffer.buffer(hay).appendString("\n" + needle).appendBytes(hay, 0, hay.length / 10);
    TextWindow window = new TextWindow(stripped);
    LinearPattern pattern = LinearPattern.compile("(?m)^needle (\\S)");
    int at = 0;
    Optional<Found> found = Optional.empty();
    while (found.isEmpty() && at < stream.length()) {
      int to =
          Math.min(stream.length(), at + 1 + random.nextInt(random.nextBoolean() ? 9 : 70_000));
      if (at < hay.length - 70_000) {
        to = Math.min(stream.length(), at + 65_536);
      }
      window.append(stream.slice(at, to), at);
      found = window.find(pattern);
      at = to;
    }
    assertThat(found).as("seed %d", seed).isPresent();
    assertThat(found.get().offset()).as("seed %d", seed).isEqualTo(hay.length + 1);
    assertThat(found.get().endOffset())
        .as("seed %d", seed)
        .isEqualTo(hay.length + 1 + needle.getBytes(StandardCharsets.UTF_8).length);
    assertThat(found.get().groups()).containsExactly("🪡");
  }
}
