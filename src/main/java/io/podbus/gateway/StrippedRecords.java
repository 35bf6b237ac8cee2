package io.podbus.gateway;

import io.podbus.protocol.From;
import io.podbus.protocol.JournalRecord;
import io.podbus.protocol.OutputRecord;
import io.podbus.protocol.RecordBatch;
import io.podbus.protocol.StreamName;
import io.podbus.text.AnsiStripper;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// A session's records without escape sequences. A reader that comes back may do so in the middle
/// of a sequence, so a few records before its place are read as well, and not shown.
///
/// Confined to the context of the verticle.
final class StrippedRecords {
  /// More records than a sequence is ever cut into but on purpose.
  private static final long LEAD = 16;

  private final long firstSeq;
  private final Map<StreamName, AnsiStripper> strippers = new EnumMap<>(StreamName.class);

  /// @param from where the client wants to begin
  StrippedRecords(From from) {
    this.firstSeq = from instanceof From.Seq(long seq) ? seq : 0;
  }

  /// Where to read from, so that the client gets what it wants.
  static From lead(From from) {
    return from instanceof From.Seq(long seq) ? new From.Seq(Math.max(0, seq - LEAD)) : from;
  }

  /// What of a batch is shown.
  RecordBatch next(RecordBatch batch) {
    List<JournalRecord> shown = new ArrayList<>(batch.records().size());
    for (JournalRecord entry : batch.records()) {
      JournalRecord stripped = entry instanceof OutputRecord output ? strip(output) : entry;
      if (entry.seq() < firstSeq || (stripped instanceof OutputRecord it && it.size() == 0)) {
        continue;
      }
      shown.add(stripped instanceof JournalRecord.Gap gap ? fromFirst(gap) : stripped);
    }
    return new RecordBatch(shown, batch.nextSeq(), batch.ended());
  }

  private OutputRecord strip(OutputRecord output) {
    Buffer text =
        strippers.computeIfAbsent(output.stream(), _ -> new AnsiStripper()).next(output.bytes());
    return text.equals(output.bytes())
        ? output
        : new OutputRecord(
            output.seq(),
            output.prevSeq(),
            output.timeMillis(),
            output.stream(),
            output.offset(),
            text,
            output.fromEngine());
  }

  /// Of what is missing only that which the client wanted.
  private JournalRecord.Gap fromFirst(JournalRecord.Gap gap) {
    strippers.clear();
    return gap.fromSeq() >= firstSeq
        ? gap
        : new JournalRecord.Gap(firstSeq, gap.seq(), gap.timeMillis(), -1, gap.reason());
  }
}
