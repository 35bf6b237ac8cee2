package io.podbus.gateway;

import io.podbus.gateway.reading.RecordPull;
import io.podbus.gateway.reading.RecordPull.Reading;
import io.podbus.ops.Level;
import io.podbus.protocol.Delivery;
import io.podbus.protocol.From;
import io.podbus.protocol.ReaderName;
import io.podbus.protocol.SessionId;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Begins the readers of a session's journal, and ends each with its client.
///
/// Confined to the context of the verticle.
final class Readers {
  /// Says the name of a `block` reader's place: a client that comes back and gives it as `reader`
  /// takes that place again, and the program does not wait for the one that it left.
  static final String READER_HEADER = "Podbus-Reader";

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");

  private final Duration heartbeat;
  private final LongSupplier nanos;
  private final SecureRandom random;
  private final Vertx vertx;
  private final GatewayMeters meters;

  Readers(
      Duration heartbeat,
      LongSupplier nanos,
      SecureRandom random,
      Vertx vertx,
      GatewayMeters meters) {
    this.heartbeat = heartbeat;
    this.nanos = nanos;
    this.random = random;
    this.vertx = vertx;
    this.meters = meters;
  }

  /// A name for a reader that gives none; no other has it.
  String newName() {
    return ReaderName.unnamed(unique());
  }

  /// What nobody else has.
  String unique() {
    return SessionId.random(random::nextBytes).value();
  }

  /// How the query wants to read: `delivery`, `blockMaxMs`, `reader`.
  Reading reading(Query query) {
    Delivery delivery = query.delivery("delivery").orElse(Delivery.RETAINED);
    Optional<Duration> blockMax = query.millis("blockMaxMs");
    Optional<String> name =
        query.parsed(
            "reader",
            text -> Optional.of(text).filter(NAME.asMatchPredicate()),
            "It must be 1 to 64 letters, digits, - and _.");
    if (delivery != Delivery.BLOCK) {
      blockMax.ifPresent(_ -> refuseWithoutBlock("blockMaxMs"));
      name.ifPresent(_ -> refuseWithoutBlock("reader"));
      return new Reading(null, delivery, null);
    }
    return new Reading(name.orElseGet(this::newName), delivery, blockMax.orElse(null));
  }

  /// How many readers there are of this kind.
  Level open(Reading reading) {
    return meters.readers(reading.delivery());
  }

  /// How the query wants to see events: `stream`, `encoding`, `ansi`.
  static EventStream.Form form(Query query) {
    boolean base64 =
        query
            .parsed(
                "encoding",
                text -> text.equals("base64") ? Optional.of(true) : Optional.empty(),
                "It must be base64.")
            .isPresent();
    return new EventStream.Form(
        query.stream("stream").orElse(null), base64, OutputView.ansiStrip(query));
  }

  /// Answers with events.
  ///
  /// @param status of the answer
  void events(
      Exchange exchange,
      SessionId id,
      int status,
      From from,
      Reading reading,
      EventStream.Form form) {
    From begin = form.stripped() ? StrippedRecords.lead(from) : from;
    boolean gzip = BodyWriter.compresses(exchange, Long.MAX_VALUE);
    start(
        exchange,
        id,
        new RecordPull.Range(begin, form.stream()),
        reading,
        drained -> new EventStream(exchange, status, form, from, gzip, heartbeat, nanos, drained));
  }

  /// Answers with the mere output.
  void output(Exchange exchange, SessionId id, Reading reading, RawOutput.Wanted wanted) {
    start(
        exchange,
        id,
        new RecordPull.Range(wanted.from(), wanted.stream()),
        reading,
        drained -> new RawOutput(exchange, wanted, heartbeat, drained));
  }

  /// Answers with a recording of all that is kept. From the first record of all, so that it tells
  /// what is not.
  void recording(Exchange exchange, SessionId id, Recording.Wanted wanted) {
    start(
        exchange,
        id,
        new RecordPull.Range(new From.Seq(0), null),
        new Reading(null, Delivery.RETAINED, null),
        drained -> new Recording(exchange, wanted, heartbeat, drained));
  }

  /// Looks for the last lines of what there is.
  void tail(Exchange exchange, SessionId id, TailScan scan) {
    RecordPull pull =
        new RecordPull(
            exchange.bus(),
            id,
            new Reading(null, Delivery.RETAINED, null),
            scan,
            meters.readers(Delivery.RETAINED));
    exchange.whenGone(() -> pull.stop(false));
    pull.start(scan.range());
  }

  /// Reads to the end of a session that has just been created, from its first record.
  ///
  /// @param limit after which the wait is over; null for never
  /// @param over runs when the limit has come; the end itself the sink says
  void awaitExit(
      Exchange exchange,
      SessionId id,
      Reading reading,
      AwaitExit sink,
      @Nullable Duration limit,
      Runnable over) {
    RecordPull pull =
        new RecordPull(exchange.bus(), id, reading, sink, meters.readers(reading.delivery()));
    exchange.whenGone(() -> pull.stop(true));
    if (limit != null) {
      long timer =
          vertx.setTimer(
              Math.max(1, limit.toMillis()),
              _ -> {
                pull.stop(false);
                over.run();
              });
      sink.end().onComplete(_ -> vertx.cancelTimer(timer));
      exchange.whenGone(() -> vertx.cancelTimer(timer));
    }
    pull.start(new RecordPull.Range(new From.Seq(0), null));
  }

  private void start(
      Exchange exchange,
      SessionId id,
      RecordPull.Range range,
      Reading reading,
      Function<Runnable, RecordPull.Sink> sinkOf) {
    RecordPull[] pull = new RecordPull[1];
    pull[0] =
        new RecordPull(
            exchange.bus(),
            id,
            reading,
            sinkOf.apply(() -> pull[0].resume()),
            meters.readers(reading.delivery()));
    if (reading.reader() != null) {
      exchange.response().putHeader(READER_HEADER, reading.reader());
    }
    exchange.whenGone(() -> pull[0].stop(true));
    pull[0].start(range);
  }

  private static void refuseWithoutBlock(String name) {
    throw Query.refused(name, "It goes with delivery=block alone.");
  }
}
