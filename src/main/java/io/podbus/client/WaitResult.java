package io.podbus.client;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// What became of a wait.
///
/// @param reason why it did not match: `timeout`, `ended` or `cancelled`
/// @param text the match; where there is none, the last output
/// @param stream in which a pattern was found
/// @param seq the record in which the match is complete
/// @param offset of the first byte of the match in its stream
/// @param endOffset behind its last byte: `fromOffset` of a next wait
/// @param nextSeq behind the last record that was looked at
/// @param groups of the pattern; empty of one that took no part
/// @param exit the session's, of a wait for it
/// @param gap output that was no longer kept when the wait looked for it
public record WaitResult(
    boolean matched,
    Optional<String> reason,
    String text,
    Optional<String> stream,
    OptionalLong seq,
    OptionalLong offset,
    OptionalLong endOffset,
    OptionalLong nextSeq,
    List<Optional<String>> groups,
    Optional<Exit> exit,
    Optional<SessionEvent.Gap> gap) {
  static WaitResult of(JsonObject json) {
    return new WaitResult(
        Json.flag(json, "matched"),
        Json.optionalText(json, "reason"),
        Json.text(json, "text"),
        Json.optionalText(json, "stream"),
        Json.optionalNumber(json, "seq"),
        Json.optionalNumber(json, "offset"),
        Json.optionalNumber(json, "endOffset"),
        Json.optionalNumber(json, "nextSeq"),
        Json.list(json, "groups").stream()
            .map(group -> Optional.ofNullable(group).map(String::valueOf))
            .toList(),
        Json.object(json, "exit").map(Exit::of),
        Json.object(json, "gap")
            .flatMap(gap -> SessionEvent.of("gap", Json.number(gap, "toSeq"), gap))
            .map(SessionEvent.Gap.class::cast));
  }
}
