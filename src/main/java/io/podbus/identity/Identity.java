package io.podbus.identity;

import io.podbus.protocol.Caller;
import java.time.Instant;

/// A caller that has proved who it is.
///
/// @param caller who
/// @param validUntil when the proof loses its force; `Instant.MAX` for never
/// @param credential names the proof, for the audit: never a secret
public record Identity(Caller caller, Instant validUntil, String credential) {
  /// Everyone on this machine, where the service asks nobody for a name.
  public static final Identity LOCAL = new Identity(Caller.LOCAL, Instant.MAX, "none");

  /// Whether the proof holds no longer.
  public boolean expired(Instant now) {
    return !now.isBefore(validUntil);
  }
}
