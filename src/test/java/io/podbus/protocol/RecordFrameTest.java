package io.podbus.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecordFrameTest {
  private static final Buffer BYTES = Buffer.buffer(new byte[] {0, (byte) 255, 10, (byte) 0xc3});
  private static final RecordBatch BATCH =
      new RecordBatch(
          List.of(
              new JournalRecord.StateChanged(6, 1_000, new JsonObject().put("state", "running")),
              new OutputRecord(7, 4, 1_700_000_000_123L, StreamName.STDERR, 90, BYTES, true),
              new JournalRecord.Gap(8, 20, 3_000, -1, JournalRecord.Gap.RETENTION),
              new OutputRecord(21, 7, 4_000, StreamName.STDOUT, 5, Buffer.buffer("end"), false),
              new JournalRecord.Exited(22, 5_000, new JsonObject().put("code", 0))),
          23,
          true);

  private static Buffer frame(String head, String bytes) {
    Buffer json = Buffer.buffer(head);
    return Buffer.buffer().appendInt(json.length()).appendBuffer(json).appendString(bytes);
  }

  private static String output(Object length) {
    return "{\"nextSeq\":2,\"ended\":false,\"records\":[{\"type\":\"output\",\"seq\":1,"
        + "\"prevSeq\":-1,\"offset\":0,\"stream\":\"stdout\",\"time\":\"2030-01-31T12:00:00.000Z\","
        + "\"length\":"
        + length
        + "}]}";
  }

  @Test
  void aBatchComesBackAsItWas() {
    assertThat(RecordFrame.decode(RecordFrame.encode(BATCH)).toJson().encode())
        .isEqualTo(BATCH.toJson().encode());
    RecordBatch empty = new RecordBatch(List.of(), 5, false);
    assertThat(RecordFrame.decode(RecordFrame.encode(empty))).isEqualTo(empty);
  }

  @Test
  void outputIsInItOnceAndAsItIs() {
    Buffer frame = RecordFrame.encode(BATCH);
    String head = frame.getString(4, 4 + frame.getInt(0));
    assertThat(head).doesNotContain("base64").contains("\"length\":4");
    assertThat(frame.getBuffer(4 + frame.getInt(0), frame.length()))
        .isEqualTo(BYTES.copy().appendString("end"));
  }

  @Test
  void whatIsCutOffAnywhereIsRefused() {
    Buffer frame = RecordFrame.encode(BATCH);
    for (int length = 0; length < frame.length(); length++) {
      Buffer cut = frame.getBuffer(0, length);
      assertThatThrownBy(() -> RecordFrame.decode(cut))
          .as("%s bytes", length)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void aHeadThatSaysWhatIsNotThereIsRefused() {
    assertThat(RecordFrame.decode(frame(output(3), "abc")).records()).hasSize(1);
    for (Buffer damaged :
        List.of(
            frame(output(4), "abc"),
            frame(output(2), "abc"),
            frame(output(-1), "abc"),
            frame(output(Integer.MAX_VALUE), "abc"),
            frame(output("\"3\""), "abc"),
            frame(output("null"), "abc"),
            frame("{}", ""),
            frame("[]", ""),
            frame("{\"records\":[1],\"nextSeq\":1,\"ended\":false}", ""),
            frame("{\"records\":[],\"ended\":false}", ""),
            frame(output(3).replace("12:00", "soon"), "abc"),
            Buffer.buffer().appendInt(-1).appendString("{}"),
            Buffer.buffer().appendInt(Integer.MAX_VALUE).appendString("{}"))) {
      assertThatThrownBy(() -> RecordFrame.decode(damaged))
          .as("%s", damaged)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
