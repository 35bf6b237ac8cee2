package io.podbus.session.journal;

import io.podbus.protocol.Delivery;
import io.podbus.protocol.Failure;
import io.podbus.protocol.FailureException;
import io.podbus.protocol.From;
import io.podbus.protocol.JournalRecord;
import io.podbus.protocol.ReadRequest;
import io.podbus.protocol.RecordBatch;
import io.podbus.protocol.StreamName;
import io.podbus.session.journal.DiskReader.Seek;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Finds and reads records: in the tail, at once, where they are there; else from the disk, on
/// another thread, a page at a time, so that a reader far behind disturbs nobody.
///
/// Owned by the session's event loop.
final class JournalReader {
  private final Spool spool;
  private final HotTail tail;
  private final TimeSource clock;
  private final DiskThreads disk;
  private final JournalMeters meters;
  private final BooleanSupplier ended;
  private List<Runnable> awaiting = new ArrayList<>();

  /// Where the last page from the disk ended: the reader that goes on there need not search.
  private @Nullable Segment lastSegment;

  private long lastSeq;
  private long lastAt;

  JournalReader(
      Spool spool,
      TimeSource clock,
      DiskThreads disk,
      JournalMeters meters,
      BooleanSupplier ended) {
    this.spool = spool;
    this.tail = spool.tail();
    this.clock = clock;
    this.disk = disk;
    this.meters = meters;
    this.ended = ended;
  }

  /// The record with which a request begins; it may be gone. Fails with `invalid-range` beyond the
  /// end.
  Future<Long> begin(ReadRequest request) {
    boolean older = spool.firstSeq() < tail.firstSeq();
    return switch (request.from()) {
      case From.First _ -> found(spool.firstSeq());
      case From.Seq(long seq) when seq > tail.nextSeq() ->
          beyond(
              "The session's next record is %d; %d is beyond it.".formatted(tail.nextSeq(), seq));
      case From.Seq(long seq) -> found(seq);
      case From.Time(long millis) -> since(millis, older);
      case From.Offset at -> holding(at, older);
      case From.Tail(long bytes) -> lastBytes(request, bytes, older);
    };
  }

  private static Future<Long> found(long seq) {
    return Future.succeededFuture(seq);
  }

  private static Future<Long> beyond(String detail) {
    return Future.failedFuture(new FailureException(new Failure.InvalidRange(detail)));
  }

  /// Nothing tells when what is gone was recorded: a time before all that is kept asks for it too.
  private Future<Long> since(long millis, boolean older) {
    long inTail = tail.firstSince(millis);
    if (inTail > tail.firstSeq() || tail.nextSeq() == 0) {
      return found(inTail);
    }
    if (!older) {
      return found(tail.firstSeq() > 0 && inTail < tail.nextSeq() ? 0 : inTail);
    }
    return seek(new Seek(mark -> mark.timeMillis() < millis, head -> head.timeMillis() >= millis))
        .map(seq -> seq.isEmpty() ? inTail : seq.getAsLong() > first() ? seq.getAsLong() : 0);
  }

  private long first() {
    return spool.firstSeq();
  }

  private Future<Long> holding(From.Offset at, boolean older) {
    long size = tail.end().offset(at.stream());
    if (at.offset() > size) {
      return beyond(
          "The stream has %d bytes; offset %d is beyond them.".formatted(size, at.offset()));
    }
    long inTail = at.offset() == size ? tail.nextSeq() : tail.holding(at);
    if (inTail >= 0 || !older) {
      return found(Math.max(0, inTail));
    }
    // The first that ends behind the byte; where it begins behind it too, the byte is gone.
    return seek(new Seek(
            mark -> mark.offset(at.stream()) <= at.offset(),
            head -> head.stream() == at.stream() && head.offset() + head.bodyBytes() > at.offset()))
        .map(seq -> goneBefore(at, seq.orElse(tail.firstSeq())));
  }

  private long goneBefore(From.Offset at, long seq) {
    List<Segment> segments = spool.log().segments();
    boolean gone =
        seq < spool.firstSeq()
            || (!segments.isEmpty()
                && segments.getFirst().begin().offset(at.stream()) > at.offset());
    return gone ? 0 : seq;
  }

  private Future<Long> lastBytes(ReadRequest request, long bytes, boolean older) {
    long inTail = tail.lastBytes(request.stream(), bytes);
    if (inTail > tail.firstSeq() || !older) {
      return found(inTail);
    }
    StreamName stream = request.stream();
    Seek seek =
        stream == null
            ? behind(tail.end().position() - bytes)
            : behind(stream, tail.end().offset(stream) - bytes);
    return seek(seek).map(seq -> Math.max(seq.orElse(inTail), spool.firstSeq()));
  }

  private static Seek behind(long position) {
    return new Seek(mark -> mark.position() < position, head -> head.position() >= position);
  }

  private static Seek behind(StreamName stream, long offset) {
    return new Seek(
        mark -> mark.offset(stream) < offset,
        head -> head.stream() == stream && head.offset() >= offset);
  }

  private Future<OptionalLong> seek(Seek seek) {
    List<Segment> segments = spool.log().segments();
    return onDisk(() -> DiskReader.seek(segments, seek))
        // Gone in the meantime: what is looked for may be with it.
        .otherwise(OptionalLong.empty());
  }

  /// What a request wants from this record on.
  Future<RecordBatch> read(ReadRequest request, long from) {
    return read(request, from, new ArrayList<>());
  }

  private Future<RecordBatch> read(ReadRequest request, long from, List<JournalRecord> records) {
    long cursor = from;
    if (cursor < spool.firstSeq()) {
      long first = spool.firstSeq();
      records.add(gap(cursor, first, JournalRecord.Gap.RETENTION));
      cursor = first;
    }
    if (request.delivery() == Delivery.LATEST && lagsBehind(cursor)) {
      long target =
          Math.min(tail.lastBytes(null, SessionJournal.LATEST_KEEP_BYTES), tail.nextSeq() - 1);
      records.add(gap(cursor, target, JournalRecord.Gap.LATEST));
      cursor = target;
    }
    if (cursor < tail.firstSeq()) {
      return readBehindTail(request, cursor, records);
    }
    cursor = tail.read(cursor, tail.nextSeq(), request, records);
    return Future.succeededFuture(batch(records, cursor));
  }

  private boolean lagsBehind(long cursor) {
    return cursor < tail.firstSeq() || tail.bytesFrom(cursor) > SessionJournal.LATEST_LAG_BYTES;
  }

  private RecordBatch batch(List<JournalRecord> records, long next) {
    return new RecordBatch(records, next, ended.getAsBoolean() && next == tail.nextSeq());
  }

  private Future<RecordBatch> readBehindTail(
      ReadRequest request, long cursor, List<JournalRecord> records) {
    if (spool.onItsWay(cursor)) {
      Promise<RecordBatch> answer = Promise.promise();
      awaiting.add(() -> read(request, cursor, records).onComplete(answer));
      spool.log().await();
      return answer.future();
    }
    Segment segment = spool.log().atOrBehind(cursor).orElse(null);
    if (segment == null || segment.begin().seq() >= tail.firstSeq()) {
      return skip(request, cursor, tail.firstSeq(), reasonOfHole(cursor, null), records);
    }
    if (!segment.has(cursor)) {
      return skip(request, cursor, segment.begin().seq(), reasonOfHole(cursor, segment), records);
    }
    long hint = segment == lastSegment && cursor == lastSeq ? lastAt : -1;
    return onDisk(() -> DiskReader.read(segment, cursor, hint, request))
        .transform(done ->
            done.succeeded()
                ? took(request, segment, done.result(), records)
                : failed(request, segment, cursor, records));
  }

  /// @param segment behind the hole; null where that is the tail
  private String reasonOfHole(long cursor, @Nullable Segment segment) {
    long until = segment == null ? tail.firstSeq() : segment.begin().seq();
    if (Recovered.isLeftOut(cursor, until)) {
      return JournalRecord.Gap.LOST;
    }
    if (segment == null) {
      return JournalRecord.Gap.STORAGE;
    }
    List<Segment> all = spool.log().segments();
    int at = all.indexOf(segment);
    return at > 0 && all.get(at - 1).damaged()
        ? JournalRecord.Gap.CORRUPT
        : JournalRecord.Gap.STORAGE;
  }

  private Future<RecordBatch> took(
      ReadRequest request, Segment segment, DiskReader.Page page, List<JournalRecord> records) {
    lastSegment = segment;
    lastSeq = page.nextSeq();
    lastAt = page.at();
    records.addAll(page.records());
    if (!page.records().isEmpty()) {
      return Future.succeededFuture(batch(records, page.nextSeq()));
    }
    if (page.damagedUntil().isPresent()) {
      meters.damaged(segment);
      long until = page.damagedUntil().getAsLong();
      return skip(request, page.nextSeq(), until, JournalRecord.Gap.CORRUPT, records);
    }
    return read(request, page.nextSeq(), records);
  }

  /// The file is gone, because it was the oldest; or it cannot be read.
  private Future<RecordBatch> failed(
      ReadRequest request, Segment segment, long cursor, List<JournalRecord> records) {
    if (!spool.log().segments().contains(segment)) {
      return read(request, cursor, records);
    }
    meters.damaged(segment);
    long end = segment.extent().end().seq();
    return skip(request, cursor, end, JournalRecord.Gap.CORRUPT, records);
  }

  private Future<RecordBatch> skip(
      ReadRequest request, long from, long until, String reason, List<JournalRecord> records) {
    records.add(gap(from, until, reason));
    return read(request, until, records);
  }

  private JournalRecord.Gap gap(long from, long until, String reason) {
    long start = spool.positionOf(from);
    long end = spool.positionOf(until);
    long bytes = start < 0 || end < 0 ? -1 : end - start;
    return new JournalRecord.Gap(from, until - 1, clock.now(), bytes, reason);
  }

  private <T> Future<T> onDisk(Callable<T> work) {
    meters.diskRead();
    return disk.call(work);
  }

  /// The writer has come further, or the disk has failed.
  void storageChanged() {
    List<Runnable> ready = awaiting;
    awaiting = new ArrayList<>();
    ready.forEach(Runnable::run);
  }
}
