package io.podbus.session.subscription;

import io.podbus.protocol.JournalRecord;
import io.podbus.protocol.OutputRecord;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;

/// Puts small records that follow each other into larger ones: a program that writes byte by byte
/// must not fill the bus with messages. Pure.
final class Crowd {
  private static final int MAX_BYTES = 64 * 1024;

  private Crowd() {}

  /// Output of one stream becomes one record as long as nothing else comes between and it is small
  /// enough. It has the number of its last record, and the place and time of its first.
  ///
  /// @param maxBytes so much is not passed by putting records together
  static List<JournalRecord> gather(List<JournalRecord> records, long maxBytes) {
    List<JournalRecord> gathered = new ArrayList<>();
    List<OutputRecord> run = new ArrayList<>();
    long limit = Math.min(MAX_BYTES, maxBytes);
    long bytes = 0;
    for (JournalRecord entry : records) {
      boolean joins =
          entry instanceof OutputRecord output
              && !run.isEmpty()
              && follows(run.getLast(), output)
              && bytes + output.size() <= limit;
      if (!joins) {
        close(run, gathered);
        bytes = 0;
      }
      if (entry instanceof OutputRecord output) {
        run.add(output);
        bytes += output.size();
      } else {
        gathered.add(entry);
      }
    }
    close(run, gathered);
    return gathered;
  }

  private static boolean follows(OutputRecord first, OutputRecord next) {
    return next.stream() == first.stream()
        && next.fromEngine() == first.fromEngine()
        && next.prevSeq() == first.seq()
        && next.offset() == first.offset() + first.size();
  }

  private static void close(List<OutputRecord> run, List<JournalRecord> gathered) {
    if (run.size() == 1) {
      gathered.add(run.getFirst());
    } else if (!run.isEmpty()) {
      gathered.add(join(run));
    }
    run.clear();
  }

  private static OutputRecord join(List<OutputRecord> run) {
    OutputRecord first = run.getFirst();
    Buffer all = Buffer.buffer();
    run.forEach(each -> all.appendBuffer(each.bytes()));
    return new OutputRecord(
        run.getLast().seq(),
        first.prevSeq(),
        first.timeMillis(),
        first.stream(),
        first.offset(),
        all,
        first.fromEngine());
  }
}
