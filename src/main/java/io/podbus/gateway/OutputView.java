package io.podbus.gateway;

import io.podbus.gateway.encoding.OutputText;
import io.podbus.protocol.From;
import io.vertx.core.http.HttpServerRequest;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;

/// Which part of the output a query of `…/output` wants, and as what: `from`, `since`, `tailLines`,
/// `headLines`, `ansi`.
///
/// @param from where to begin, unless the last lines are wanted
/// @param tailLines how many of the last lines; -1 for no such limit
/// @param headLines how many lines at most
record OutputView(OutputText.Mode mode, From from, long tailLines, long headLines) {
  private static final long MAX_LINES = 1_000_000_000;

  static OutputView of(HttpServerRequest request, Query query) {
    boolean text =
        MediaTypes.negotiate(request, List.of(MediaTypes.TEXT, MediaTypes.BYTES))
            .equals(MediaTypes.TEXT);
    boolean strip = ansiStrip(query);
    if (strip && !text) {
      throw Query.refused("ansi", "It makes text: it does not go with application/octet-stream.");
    }
    List<String> beginnings =
        List.of("from", "since", "tailLines").stream()
            .filter(name -> query.text(name).isPresent())
            .toList();
    if (beginnings.size() > 1) {
      throw Query.refused(
          beginnings.get(1),
          "It says where to begin, and '" + beginnings.getFirst() + "' as well.");
    }
    if (query.text("tailLines").isPresent() && query.text("headLines").isPresent()) {
      throw Query.refused("headLines", "It does not go with tailLines.");
    }
    return new OutputView(
        strip ? OutputText.Mode.STRIPPED : text ? OutputText.Mode.TEXT : OutputText.Mode.BYTES,
        from(query),
        query.number("tailLines", 0, MAX_LINES).orElse(-1),
        query.number("headLines", 0, MAX_LINES).orElse(Long.MAX_VALUE));
  }

  /// Whether the query wants escape sequences taken out: `ansi=strip`.
  static boolean ansiStrip(Query query) {
    return query
        .parsed(
            "ansi",
            value -> value.equals("strip") ? Optional.of(true) : Optional.empty(),
            "It must be strip.")
        .isPresent();
  }

  private static From from(Query query) {
    Optional<From> since =
        query.parsed(
            "since",
            OutputView::time,
            "It must be a time as RFC 3339 writes it, such as 2026-01-31T12:00:00Z.");
    return since.orElseGet(() -> FollowEvents.asked(query).orElse(new From.First()));
  }

  private static Optional<From> time(String text) {
    try {
      return Optional.of(new From.Time(OffsetDateTime.parse(text).toInstant().toEpochMilli()));
    } catch (DateTimeException | ArithmeticException e) {
      return Optional.empty();
    }
  }
}
