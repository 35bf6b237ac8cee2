package io.podbus.gateway.encoding;

import static org.assertj.core.api.Assertions.assertThat;

import io.podbus.protocol.JournalRecord;
import io.podbus.protocol.OutputRecord;
import io.podbus.protocol.StreamName;
import io.podbus.text.Utf8Stitcher;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SseEncoderTest {
  private static final String[] PIECES = {
    "plain ascii text that is longer than a word",
    "\"",
    "\\",
    "\n",
    "\r\n",
    "\t",
    "\u0000",
    "\u001b[31m",
    "\u007f",
    "é",
    "€",
    "😀",
    "\u2028",
    "日本語",
    " ",
    "a"
  };

  /// Surrogates, overlong forms, beyond U+10FFFF, cut off, stray.
  private static final int[][] INVALID = {
    {0xed, 0xa0, 0x80},
    {0xed, 0xbf, 0xbf},
    {0xc0, 0x80},
    {0xc1, 0xbf},
    {0xe0, 0x80, 0x80},
    {0xf0, 0x8f, 0xbf, 0xbf},
    {0xf4, 0x90, 0x80, 0x80},
    {0xf5, 0x80, 0x80, 0x80},
    {0xe2, 0x82},
    {0xf0, 0x9f, 0x98},
    {0x80},
    {0xff},
    {0xc3}
  };

  @Test
  void writes_output_as_the_contract_says() {
    assertThat(SseEncoder.encode(output(Buffer.buffer("hello\n"), false)).toString())
        .isEqualTo(
            "id: 12\nevent: output\ndata: {\"seq\":12,\"stream\":\"stdout\",\"offset\":4096,"
                + "\"time\":\"2023-11-14T22:13:20.123Z\",\"text\":\"hello\\n\"}\n\n");
  }

  @Test
  void says_what_the_engine_said() {
    assertThat(SseEncoder.encode(output(Buffer.buffer("Error"), true)).toString())
        .contains("\"source\":\"engine\",\"text\":\"Error\"");
  }

  @Test
  void writes_a_gap_with_the_last_seq_that_it_covers() {
    JournalRecord gap = new JournalRecord.Gap(3, 9, 0, 81920, JournalRecord.Gap.RETENTION);
    assertThat(SseEncoder.encode(gap).toString())
        .isEqualTo(
            "id: 9\nevent: gap\ndata: {\"fromSeq\":3,\"toSeq\":9,\"bytes\":81920,"
                + "\"reason\":\"retention\"}\n\n");
  }

  @Test
  void gives_back_exactly_the_bytes_it_was_given() throws Exception {
    long seed = Long.getLong("seed", System.nanoTime());
    Random random = new Random(seed);
    for (int round = 0; round < 5_000; round++) {
      byte[] bytes = bytes(random);
      String event = SseEncoder.encode(output(Buffer.buffer(bytes), false)).toString();
      String label = "seed " + seed + " round " + round + ": " + Arrays.toString(bytes);
      assertThat(event).as(label).endsWith("}\n\n");
      String data = event.substring(event.indexOf("data: ") + 6, event.length() - 2);
      assertThat(data.lines().count()).as(label).isEqualTo(1);
      JsonObject json = new JsonObject(data);
      String text = json.getString("text");
      assertThat(text != null).as(label).isEqualTo(isUtf8(bytes));
      byte[] back =
          text == null
              ? Base64.getDecoder().decode(json.getString("base64"))
              : text.getBytes(StandardCharsets.UTF_8);
      assertThat(back).as(label).isEqualTo(bytes);
    }
  }

  @Test
  void stitches_text_as_a_decoder_of_the_whole_would() throws Exception {
    long seed = Long.getLong("seed", System.nanoTime());
    Random random = new Random(seed);
    for (int round = 0; round < 5_000; round++) {
      byte[] bytes = bytes(random);
      Utf8Stitcher stitcher = new Utf8Stitcher();
      Buffer text = Buffer.buffer();
      for (int at = 0; at < bytes.length; ) {
        int to = Math.min(bytes.length, at + 1 + random.nextInt(5));
        Buffer piece = stitcher.next(Buffer.buffer(Arrays.copyOfRange(bytes, at, to)));
        assertThat(isUtf8(piece.getBytes())).as("seed " + seed + " round " + round).isTrue();
        text.appendBuffer(piece);
        at = to;
      }
      text.appendBuffer(stitcher.end());
      // The JDK puts one replacement for a whole surrogate, the Unicode Standard one for each byte.
      assertThat(oneReplacement(text.toString(StandardCharsets.UTF_8)))
          .as("seed " + seed + " round " + round + ": " + Arrays.toString(bytes))
          .isEqualTo(oneReplacement(new String(bytes, StandardCharsets.UTF_8)));
    }
  }

  @Test
  void replaces_the_longest_beginning_of_a_character_at_once() {
    assertThat(stitched(0xed, 0xa0, 0x80)).isEqualTo("\ufffd".repeat(3));
    assertThat(stitched(0xe2, 0x82, 'x')).isEqualTo("\ufffdx");
    assertThat(stitched(0xf0, 0x9f, 0x98)).isEqualTo("\ufffd");
    assertThat(stitched(0xc0, 0x80)).isEqualTo("\ufffd\ufffd");
  }

  private static String stitched(int... values) {
    Utf8Stitcher stitcher = new Utf8Stitcher();
    Buffer text = Buffer.buffer();
    for (int value : values) {
      text.appendBuffer(stitcher.next(Buffer.buffer(new byte[] {(byte) value})));
    }
    return text.appendBuffer(stitcher.end()).toString();
  }

  private static String oneReplacement(String text) {
    return text.replaceAll("\ufffd+", "\ufffd");
  }

  private static byte[] bytes(Random random) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    boolean clean = random.nextInt(3) > 0;
    int pieces = random.nextInt(12);
    for (int i = 0; i < pieces; i++) {
      if (clean || random.nextInt(3) > 0) {
        bytes.write(PIECES[random.nextInt(PIECES.length)].getBytes(StandardCharsets.UTF_8));
      } else if (random.nextBoolean()) {
        for (int value : INVALID[random.nextInt(INVALID.length)]) {
          bytes.write(value);
        }
      } else {
        bytes.write(random.nextInt(256));
      }
    }
    return bytes.toByteArray();
  }

  private static boolean isUtf8(byte[] bytes) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  private static OutputRecord output(Buffer bytes, boolean fromEngine) {
    return new OutputRecord(12, 11, 1_700_000_000_123L, StreamName.STDOUT, 4096, bytes, fromEngine);
  }
}
