package io.podbus.client;

import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.OptionalInt;

/// How a session ended. A code is never invented: where there is none it is empty.
///
/// @param code the program's, or podman's where the reason is `podman-error`
/// @param signal that ended it, such as `SIGTERM`
/// @param reason `exited`, `signalled`, `oom`, `closed`, `timeout` and the others of
///   docs/protocol.md; new ones may be added
/// @param oomKilled whether the kernel ended it for want of memory
/// @param error where podman failed: as what, such as `image-not-found`
/// @param message what podman said, where it failed
public record Exit(
    OptionalInt code,
    Optional<String> signal,
    String reason,
    boolean oomKilled,
    Optional<String> error,
    Optional<String> message) {
  static Exit of(JsonObject json) {
    return new Exit(
        Json.optionalWhole(json, "code"),
        Json.optionalText(json, "signal"),
        Json.text(json, "reason"),
        Json.flag(json, "oomKilled"),
        Json.optionalText(json, "error"),
        Json.optionalText(json, "message"));
  }
}
