package io.podbus.session.journal;

import io.podbus.protocol.Delivery;
import io.podbus.protocol.From;
import io.podbus.protocol.JournalRecord;
import io.podbus.protocol.OutputRecord;
import io.podbus.protocol.ReadRequest;
import io.podbus.protocol.RecordBatch;
import io.podbus.protocol.StreamName;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/// A reader of a test: reads to the end, and proves on the way that nothing is missing that no gap
/// names, that nothing comes twice, and that offsets fit.
final class ReadBack {
  private final Map<StreamName, MessageDigest> sums = new EnumMap<>(StreamName.class);
  private final Map<StreamName, Long> offsets = new EnumMap<>(StreamName.class);
  final List<JournalRecord.Gap> gaps = new ArrayList<>();
  long next;
  long bytes;
  boolean ended;

  ReadBack(long from) {
    next = from;
  }

  /// Reads until there is nothing more.
  ReadBack all(LoopJournal journal) {
    while (!ended && once(journal, 256 * 1024)) {
      // Goes on.
    }
    return this;
  }

  /// @return whether something came
  boolean once(LoopJournal journal, int maxBytes) {
    RecordBatch batch =
        journal.read(
            new ReadRequest(
                null, new From.Seq(next), null, maxBytes, Duration.ZERO, Delivery.RETAINED, null));
    for (JournalRecord entry : batch.records()) {
      take(entry);
    }
    if (batch.nextSeq() != next) {
      throw new AssertionError("reads on at " + batch.nextSeq() + " instead of " + next);
    }
    ended = batch.ended();
    return !batch.records().isEmpty();
  }

  private void take(JournalRecord entry) {
    if (entry instanceof JournalRecord.Gap gap) {
      if (gap.fromSeq() != next || gap.seq() < gap.fromSeq()) {
        throw new AssertionError("a gap " + gap + " at " + next);
      }
      gaps.add(gap);
      offsets.clear();
    } else if (entry.seq() != next) {
      throw new AssertionError("record " + entry.seq() + " instead of " + next);
    }
    next = entry.seq() + 1;
    if (entry instanceof OutputRecord output) {
      long expected = offsets.getOrDefault(output.stream(), output.offset());
      if (output.offset() != expected) {
        throw new AssertionError("offset " + output.offset() + " instead of " + expected);
      }
      offsets.put(output.stream(), output.offset() + output.size());
      sums.computeIfAbsent(output.stream(), _ -> sha256()).update(output.bytes().getBytes());
      bytes += output.size();
    }
  }

  String sum(StreamName stream) {
    return HexFormat.of().formatHex(sums.getOrDefault(stream, sha256()).digest());
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
