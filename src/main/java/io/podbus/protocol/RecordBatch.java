package io.podbus.protocol;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/// The answer to a [ReadRequest]: records in order, without a hole that no [JournalRecord.Gap]
/// names.
///
/// @param records empty only where there is nothing (that is wanted) before the end, and the wait
///   ran out
/// @param nextSeq where to read on
/// @param ended nothing follows: the exit was in this batch or before it
public record RecordBatch(List<JournalRecord> records, long nextSeq, boolean ended) {
  public RecordBatch {
    records = List.copyOf(records);
  }

  /// As the action `read` answers it: `{"records":[…],"nextSeq":…,"ended":…}`, bodies in base64.
  public JsonObject toJson() {
    JsonArray array = new JsonArray();
    for (JournalRecord entry : records) {
      array.add(RecordJson.toJson(entry));
    }
    return around(array);
  }

  /// The answer around its records, in whatever form they are.
  JsonObject around(JsonArray each) {
    return new JsonObject().put("records", each).put("nextSeq", nextSeq).put("ended", ended);
  }
}
