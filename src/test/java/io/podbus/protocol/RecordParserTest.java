package io.podbus.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecordParserTest {
  private static final SessionId ID = SessionId.random(_ -> {});
  private static final List<JournalRecord> RECORDS =
      List.of(
          new OutputRecord(
              7, 4, 1_700_000_000_123L, StreamName.STDERR, 90, bytes(0, 255, 10), true),
          new OutputRecord(8, 7, 1_700_000_000_124L, StreamName.STDOUT, 5, bytes(1), false),
          new JournalRecord.StateChanged(9, 1_000, new JsonObject().put("state", "running")),
          new JournalRecord.Resized(10, 2_000, 40, 120),
          new JournalRecord.Gap(11, 20, 3_000, -1, JournalRecord.Gap.RETENTION),
          new JournalRecord.Gap(21, 22, 3_000, 77, JournalRecord.Gap.LATEST),
          new JournalRecord.Exited(23, 4_000, new JsonObject().put("code", 0).put("signal", null)));

  private static Buffer bytes(int... values) {
    Buffer all = Buffer.buffer();
    for (int value : values) {
      all.appendByte((byte) value);
    }
    return all;
  }

  /// Output has no `equals`: its JSON says all that there is of it.
  private static String told(JournalRecord entry) {
    return RecordJson.toJson(entry).encode();
  }

  @Test
  void aReadsAnswerComesBackAsItWas() {
    RecordBatch batch = new RecordBatch(RECORDS, 24, true);
    RecordBatch read = RecordParser.batch(new JsonObject(batch.toJson().encode()));
    assertThat(read.records())
        .extracting(RecordParserTest::told)
        .containsExactlyElementsOf(RECORDS.stream().map(RecordParserTest::told).toList());
    assertThat(read.nextSeq()).isEqualTo(24);
    assertThat(read.ended()).isTrue();
  }

  @Test
  void aPushedRecordComesBackAsItWas() {
    for (JournalRecord entry : RECORDS) {
      RecordMessage message = RecordMessage.pushed(ID, entry);
      JournalRecord back = RecordParser.pushed(message.options().getHeaders(), message.body());
      assertThat(told(back)).isEqualTo(told(entry));
    }
  }

  @Test
  void whatANewerNodeAddsIsPassedOver() {
    JsonObject json = new RecordBatch(RECORDS, 24, false).toJson().put("later", 1);
    json.getJsonArray("records").getJsonObject(0).put("later", 1);
    assertThat(RecordParser.batch(json).records()).hasSameSizeAs(RECORDS);
    RecordMessage message = RecordMessage.pushed(ID, RECORDS.get(1));
    MultiMap headers = message.options().addHeader("later", "1").getHeaders();
    assertThat(RecordParser.pushed(headers, message.body()).seq()).isEqualTo(8);
  }

  @Test
  void whatIsNoRecordIsRefused() {
    assertThatThrownBy(() -> RecordParser.batch(new JsonObject()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() ->
            RecordParser.batch(
                new JsonObject()
                    .put("records", new JsonArray().add(new JsonObject().put("seq", 1)))
                    .put("nextSeq", 1)
                    .put("ended", false)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () -> RecordParser.pushed(MultiMap.caseInsensitiveMultiMap(), Buffer.buffer("{}")))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
