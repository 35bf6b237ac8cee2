package io.podbus.session.subscription;

import io.podbus.protocol.From;
import io.podbus.protocol.JournalRecord;
import io.podbus.protocol.OutputRecord;
import io.podbus.protocol.RecordBatch;
import io.podbus.protocol.RecordMessage;
import io.podbus.protocol.SessionId;
import io.podbus.session.journal.SessionJournal;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageProducer;
import java.time.Duration;
import java.util.List;

/// One subscriber: a cursor into the journal, and how much more may be sent to it.
///
/// Never more output is under way than its credit, whatever the records' sizes: where the credit
/// does not reach for a whole one, a part of it goes. A subscriber that gives credit but once for
/// very many small records gets them put together, so that the number of messages is bounded too.
///
/// Owned by the session's event loop.
final class Subscription {
  /// Why a subscription is over.
  enum End {
    /// The exit was sent.
    COMPLETE,
    /// It was asked for, or another took its address.
    CANCELLED,
    /// Nobody is at its address, or the way there is broken.
    LOST
  }

  /// What a subscription tells.
  interface Ears {
    void pushed(int bytes);

    /// There is output, and no credit for it; told once until there is more credit.
    void stalled();

    /// Called once.
    void ended(Subscription self, End end);
  }

  private static final Duration WAIT = Duration.ofSeconds(25);
  private static final int BATCH_BYTES = 256 * 1024;

  /// Messages that are not written to their connection yet, where one leads to the subscriber.
  private static final int MAX_UNWRITTEN = 64;

  /// After so many messages without new credit records are put together …
  private static final int CROWD_MESSAGES = 512;

  /// … as they come in so much time.
  private static final long GATHER_MILLIS = 50;

  private final Vertx vertx;
  private final Context context;
  private final SessionId id;
  private final SessionJournal journal;
  private final SubscriptionRequest request;
  private final Ears ears;
  private final MessageProducer<Buffer> sender;

  private From from;

  /// How much of the record at the cursor was sent already.
  private int sentOfFirst;

  private long credit;
  private int sinceCredit;
  private int unwritten;
  private boolean pulling;
  private boolean scheduled;
  private boolean stalled;
  private boolean over;

  /// @param from where it begins
  Subscription(
      Vertx vertx,
      SessionId id,
      SessionJournal journal,
      SubscriptionRequest request,
      long from,
      Ears ears) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.id = id;
    this.journal = journal;
    this.request = request;
    this.from = new From.Seq(from);
    this.credit = request.creditBytes();
    this.ears = ears;
    this.sender = vertx.eventBus().sender(request.address());
  }

  SubscriptionRequest request() {
    return request;
  }

  /// Begins, behind what the loop does now.
  void start() {
    schedule();
  }

  /// Lets so much more go; nothing, for a subscriber that has dealt with messages without output.
  ///
  /// @return how much may be under way now
  long credit(long bytes) {
    noteStall();
    stalled = false;
    credit = Math.min(SubscriptionRequest.MAX_CREDIT_BYTES, credit + bytes);
    sinceCredit = 0;
    schedule();
    return credit;
  }

  private void noteStall() {
    boolean behind = from instanceof From.Seq next && next.seq() < journal.nextSeq();
    if (credit <= 0 && behind && !stalled && !over) {
      stalled = true;
      ears.stalled();
    }
  }

  /// The record that comes next, or the rest of it.
  long nextSeq() {
    return from instanceof From.Seq next ? next.seq() : 0;
  }

  private boolean crowded() {
    return sinceCredit >= CROWD_MESSAGES;
  }

  /// Whether nothing more goes before there is new credit, or what has gone is written.
  private boolean full() {
    return unwritten >= MAX_UNWRITTEN || (crowded() && !request.gather());
  }

  private void schedule() {
    if (!scheduled && !over) {
      scheduled = true;
      if (crowded() && request.gather()) {
        vertx.setTimer(GATHER_MILLIS, _ -> pull());
      } else {
        context.runOnContext(_ -> pull());
      }
    }
  }

  private void pull() {
    scheduled = false;
    noteStall();
    if (over || pulling || credit <= 0 || full()) {
      return;
    }
    pulling = true;
    int maxBytes = (int) Math.min(credit, BATCH_BYTES);
    journal.read(request.read(from, maxBytes, WAIT)).onComplete(this::pulled);
  }

  private void pulled(AsyncResult<RecordBatch> done) {
    pulling = false;
    if (over) {
      return;
    }
    if (done.failed()) {
      end(End.LOST);
      return;
    }
    RecordBatch batch = done.result();
    for (JournalRecord entry : records(batch)) {
      if (full() || !push(entry) || over) {
        // It goes on when those are written, or with more credit; or it is gone.
        return;
      }
      from = new From.Seq(entry.seq() + 1);
    }
    from = new From.Seq(batch.nextSeq());
    if (batch.ended()) {
      end(End.COMPLETE);
    } else {
      schedule();
    }
  }

  private List<JournalRecord> records(RecordBatch batch) {
    boolean tooMany = sinceCredit + batch.records().size() > CROWD_MESSAGES;
    return tooMany && request.gather() && sentOfFirst == 0
        ? Crowd.gather(batch.records(), credit)
        : batch.records();
  }

  /// @return whether all of the record was sent
  private boolean push(JournalRecord entry) {
    if (!(entry instanceof OutputRecord output)) {
      sentOfFirst = 0;
      send(RecordMessage.pushed(id, entry));
      return true;
    }
    int begin = sentOfFirst;
    int until = (int) Math.min(output.size(), begin + credit);
    boolean whole = until == output.size();
    sentOfFirst = whole ? 0 : until;
    // One without bytes is a record too: a subscriber would take it for lost.
    if (until > begin || whole) {
      credit -= until - begin;
      ears.pushed(until - begin);
      send(RecordMessage.part(id, output, begin, until));
    }
    if (!whole) {
      noteStall();
    }
    return whole;
  }

  private void send(RecordMessage message) {
    sinceCredit++;
    unwritten++;
    sender.deliveryOptions(message.options()).write(message.body()).onComplete(this::written);
  }

  private void written(AsyncResult<Void> done) {
    unwritten--;
    if (done.failed()) {
      end(End.LOST);
    } else if (unwritten == MAX_UNWRITTEN - 1) {
      schedule();
    }
  }

  /// Ends it; harmless when repeated.
  void end(End end) {
    if (over) {
      return;
    }
    over = true;
    if (request.reader() != null) {
      // One that was lost may come back.
      journal.release(request.reader(), end == End.LOST);
    }
    ears.ended(this, end);
  }

  /// Ends it in favour of another with its address, which has its place too.
  void replaced() {
    if (!over) {
      over = true;
      ears.ended(this, End.CANCELLED);
    }
  }

  /// Whether it gets nothing because it gives no credit.
  boolean starved() {
    return credit <= 0;
  }
}
