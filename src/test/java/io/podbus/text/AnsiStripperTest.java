package io.podbus.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnsiStripperTest {
  /// `E` stands for ESC, `B` for BEL, `S` for the seven-bit string terminator.
  @ParameterizedTest
  @CsvSource({
    "E[31mredE[0m,red",
    "E[1;38;5;200mxE[K,x",
    "E[38:2::1:2:3mx,x",
    "E[?25hxE[?2004l,x",
    "E[>0cxE[!p,x",
    "a E]0;titleBz,a z",
    "a E]8;;http://x/SlinkE]8;;S z,a link z",
    "E]52;c;aGVsbG8=Bx,x",
    "EPq#0;2;0;0;0#0~~Sx,x",
    "EP1$r0mSx,x",
    "E_Gf=100;AAAASx,x",
    "E^privateSx,x",
    "EXstartSx,x",
    "E(0xE)0,x",
    "E#8x,x",
    "E7xE8,x",
    "E=xE>,x",
    "EcxEM,x",
    "E%Gx,x",
    "EEE[mx,x",
    "E[31E[32mx,x",
    "E]titleE[31mx,x",
    "[31mx,[31mx",
    "plain ~,plain ~",
  })
  void takesSequencesOut(String sequence, String text) {
    assertThat(strip(escaped(sequence))).isEqualTo(text);
  }

  @Test
  void keepsTabsAndLineEndsAndNoOtherControl() {
    assertThat(strip("a\tb\r\n\u0000\u0007\b\u000b\f\u000e\u007fc")).isEqualTo("a\tb\r\nc");
  }

  @Test
  void controlsWithinASequenceAreCarriedOutThere() {
    assertThat(strip("\u001b[3\n1mx\r\n\u001b\n7y")).isEqualTo("\nx\r\n\ny");
  }

  @Test
  void cancelAndSubstituteBreakASequenceOff() {
    assertThat(strip(escaped("E[31\u0018mx"))).isEqualTo("mx");
    assertThat(strip(escaped("E]0;title\u001ax"))).isEqualTo("x");
  }

  @Test
  void belIsPartOfAStringThatIsNoCommand() {
    assertThat(strip(escaped("EPaBbSx"))).isEqualTo("x");
  }

  @Test
  void c1InUtf8() {
    assertThat(strip("a\u009b31mb\u009d0;title\u009cc\u0090q\u009cd\u0085e")).isEqualTo("abcde");
  }

  @Test
  void c1AsSingleBytes() {
    byte[] source = bytes(0x61, 0x9b, '3', '1', 'm', 'b', 0x9d, '0', 0x9c, 'c', 0x84, 'd');
    assertThat(strip(source)).isEqualTo("abcd");
  }

  @Test
  void charactersWhoseBytesLookLikeC1AreText() {
    // U+201C is E2 80 9C, U+00DB is C3 9B, U+00A9 is C2 A9, U+1F600 is F0 9F 98 80.
    String text = "“Û© 😀 \u00a0ž";
    assertThat(strip(text)).isEqualTo(text);
    assertThat(strip("\u001b]0;✜ title\u0007x")).isEqualTo("x");
  }

  @Test
  void strayBytesPass() {
    byte[] source = bytes('a', 0xff, 0xc2, 'b', 0xc2, 0xc2, 0xa9, 0xe2, 0x82);
    assertThat(stripBytes(source)).isEqualTo(source);
  }

  @Test
  void aLeadByteAtTheEndIsNotLost() {
    AnsiStripper stripper = new AnsiStripper();
    assertThat(stripper.next(Buffer.buffer(bytes('a', 0xc2))).getBytes()).isEqualTo(bytes('a'));
    assertThat(stripper.end().getBytes()).isEqualTo(bytes(0xc2));
    assertThat(stripper.end().length()).isZero();
  }

  @Test
  void whatIsPlainIsNotCopied() {
    Buffer plain = Buffer.buffer("a line of text\r\n");
    assertThat(new AnsiStripper().next(plain)).isSameAs(plain);
  }

  @Test
  void aSequenceWithoutEndIsGivenUp() {
    String control = "\u001b[" + "1;".repeat(AnsiStripper.MAX_SEQUENCE) + "text";
    assertThat(strip(control)).endsWith("text").hasSize(2 * AnsiStripper.MAX_SEQUENCE - 256 + 4);
    String intermediate = "\u001b" + " ".repeat(AnsiStripper.MAX_SEQUENCE + 10) + "xtext";
    assertThat(strip(intermediate)).isEqualTo(" ".repeat(10) + "xtext");
    for (String begin : List.of("\u001b]", "\u001bP", "\u001b_", "\u009d")) {
      String text = begin + "é".repeat(AnsiStripper.MAX_STRING / 2) + "back again";
      assertThat(strip(text)).as(begin).isEqualTo("back again");
    }
  }

  @Test
  void anEndlessStreamOfBeginningsHidesNothingBehindIt() {
    assertThat(strip("\u001b".repeat(100_000) + "[mx")).isEqualTo("x");
    assertThat(strip("\u001b[".repeat(100_000) + "mx")).isEqualTo("x");
    assertThat(strip("\u001b]\u001bP".repeat(50_000) + "\u001b\\x")).isEqualTo("x");
  }

  /// However a stream is cut, the same text comes out, and each piece of it says truly where it
  /// stood.
  @RepeatedTest(40)
  void cutsMakeNoDifference(RepetitionInfo info) {
    long seed = Long.getLong("seed", info.getCurrentRepetition());
    Random random = new Random(seed);
    StringBuilder stream = new StringBuilder();
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 60; i++) {
      if (random.nextBoolean()) {
        String part = TEXTS[random.nextInt(TEXTS.length)];
        stream.append(part);
        text.append(part);
      } else {
        stream.append(escaped(SEQUENCES[random.nextInt(SEQUENCES.length)]));
      }
    }
    byte[] source = stream.toString().getBytes(StandardCharsets.UTF_8);
    AnsiStripper whole = new AnsiStripper();
    AnsiStripper positions = new AnsiStripper();
    Buffer out = Buffer.buffer();
    int at = 0;
    while (at < source.length) {
      int to = Math.min(source.length, at + random.nextInt(4));
      out.appendBuffer(whole.next(Buffer.buffer(source).slice(at, to)));
      positions.next(
          source,
          at,
          to,
          (kept, from, until, position) -> {
            for (int i = from; i < until; i++) {
              assertThat(kept[i]).isEqualTo(source[(int) position + i - from]);
            }
          });
      at = to;
    }
    out.appendBuffer(whole.end());
    assertThat(out.toString()).as("seed %d", seed).isEqualTo(text.toString());
  }

  /// Random bytes: it neither throws nor makes anything up, and cuts make no difference.
  @RepeatedTest(20)
  void whateverComes(RepetitionInfo info) {
    long seed = Long.getLong("seed", info.getCurrentRepetition());
    Random random = new Random(seed);
    byte[] source = new byte[4000];
    random.nextBytes(source);
    byte[] likely = {0x1b, '[', ']', 'P', '\\', 7, (byte) 0xc2, (byte) 0x9b, (byte) 0x9c, 'm', ';'};
    for (int i = 0; i < source.length; i++) {
      if (random.nextInt(3) > 0) {
        source[i] = likely[random.nextInt(likely.length)];
      }
    }
    byte[] whole = stripBytes(source);
    AnsiStripper stripper = new AnsiStripper();
    Buffer pieces = Buffer.buffer();
    for (byte one : source) {
      pieces.appendBuffer(stripper.next(Buffer.buffer(new byte[] {one})));
    }
    pieces.appendBuffer(stripper.end());
    assertThat(pieces.getBytes()).as("seed %d", seed).isEqualTo(whole);
    assertThat(whole).as("seed %d", seed).doesNotContain(0x1b, 0x07);
  }

  private static final String[] TEXTS = {
    "text", "é", "“quoted”", "😀", "\r\n", "\t", "©", "[31m", "~"
  };
  private static final String[] SEQUENCES = {
    "E[31m",
    "E[0;1;4m",
    "E]0;tïtle ✜B",
    "E]8;;xS",
    "EPq~~S",
    "E_GxS",
    "E(0",
    "E7",
    "\u009b1m",
    "\u009dx\u009c",
    "\u0007",
    "E[?1049h",
    "\b"
  };

  private static String escaped(String text) {
    return text.replace('E', '\u001b').replace('B', '\u0007').replace("S", "\u001b\\");
  }

  private static String strip(String text) {
    return strip(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String strip(byte[] source) {
    return new String(stripBytes(source), StandardCharsets.UTF_8);
  }

  private static byte[] stripBytes(byte[] source) {
    AnsiStripper stripper = new AnsiStripper();
    List<Buffer> out = new ArrayList<>();
    out.add(stripper.next(Buffer.buffer(source)));
    out.add(stripper.end());
    Buffer all = Buffer.buffer();
    out.forEach(all::appendBuffer);
    return all.getBytes();
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }
}
