package io.podbus.gateway.reading;

import io.podbus.ops.Level;
import io.podbus.protocol.Delivery;
import io.podbus.protocol.From;
import io.podbus.protocol.ReadRequest;
import io.podbus.protocol.RecordBatch;
import io.podbus.protocol.SessionId;
import io.podbus.protocol.StreamName;
import io.vertx.core.AsyncResult;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// One reader of a session's journal: asks for a batch, hands it to its sink, and asks for the next
/// as soon as the sink wants one. At most one request is under way, and nothing is read ahead of
/// what the sink takes: a reader that stands still costs its cursor.
///
/// Every method on the context of the verticle, which also runs the sink.
public final class RecordPull {
  /// What a sink wants after a batch.
  public enum Demand {
    /// The next batch.
    MORE,
    /// The next batch, once [RecordPull#resume] is called.
    LATER,
    /// Nothing more: the reader is done.
    NONE
  }

  /// Where batches go.
  public interface Sink {
    /// Takes a batch, in order. Of a batch that is `ended` the answer does not matter.
    Demand take(RecordBatch batch);

    /// How much output it takes now; a single record comes whole, also where it is larger.
    default int roomBytes() {
      return Integer.MAX_VALUE;
    }

    /// How long the next request may wait where there is nothing yet.
    Duration waitUpTo();

    /// The session cannot be read (any more). The last call.
    void failed(Throwable cause);
  }

  /// As whom to read.
  ///
  /// @param reader the name of the reader's place, for [Delivery#BLOCK]; else null
  public record Reading(@Nullable String reader, Delivery delivery, @Nullable Duration blockMax) {}

  /// What to read.
  ///
  /// @param stream the only stream whose output is wanted; null for all
  public record Range(From from, @Nullable StreamName stream) {
    /// All that there is.
    public static final Range ALL = new Range(new From.First(), null);
  }

  private final SessionBus bus;
  private final SessionId id;
  private final Reading reading;
  private final Sink sink;
  private final Level open;

  private Range cursor = Range.ALL;
  private int batchBytes = ReadMemory.BATCH_BYTES;
  private boolean wanting;
  private boolean underWay;
  private boolean looping;
  private boolean stopped;

  /// @param open how many readers there are of this kind
  public RecordPull(SessionBus bus, SessionId id, Reading reading, Sink sink, Level open) {
    this.bus = bus;
    this.id = id;
    this.reading = reading;
    this.sink = sink;
    this.open = open;
  }

  /// Begins.
  public void start(Range range) {
    cursor = range;
    open.up();
    batchBytes = ReadMemory.batchBytes(open.value());
    resume();
  }

  /// The sink wants the next batch.
  public void resume() {
    wanting = true;
    loop();
  }

  /// Ends the reader and gives up its place. Harmless when repeated.
  ///
  /// @param detached whether the place is kept for a while, for a client that comes back
  public void stop(boolean detached) {
    if (stopped) {
      return;
    }
    stopped = true;
    open.down();
    if (reading.reader() != null) {
      bus.release(id, reading.reader(), detached);
    }
  }

  /// A reply may come before the request has returned; it then only marks that there is more to do,
  /// so that the stack stays flat.
  private void loop() {
    if (looping) {
      return;
    }
    looping = true;
    while (wanting && !underWay && !stopped) {
      wanting = false;
      underWay = true;
      bus.read(id, request()).onComplete(this::received);
    }
    looping = false;
  }

  private ReadRequest request() {
    return new ReadRequest(
        reading.reader(),
        cursor.from(),
        cursor.stream(),
        Math.min(batchBytes, sink.roomBytes()),
        sink.waitUpTo(),
        reading.delivery(),
        reading.blockMax());
  }

  private void received(AsyncResult<RecordBatch> reply) {
    underWay = false;
    if (stopped) {
      return;
    }
    if (reply.failed()) {
      stop(false);
      sink.failed(reply.cause());
      return;
    }
    RecordBatch batch = reply.result();
    cursor = new Range(new From.Seq(batch.nextSeq()), cursor.stream());
    Demand demand = sink.take(batch);
    if (batch.ended() || demand == Demand.NONE) {
      stop(false);
    } else if (demand == Demand.MORE) {
      resume();
    }
  }
}
