package io.podbus.podman.policy;

/// A part of an option's value that a policy judges by itself: a path of the host, the name of a
/// network, a capability.
///
/// @param pointer where it stands in the caller's object (RFC 6901)
/// @param text in the form that patterns see; a path begins with `/`, an option of a mount or a
///   network with `:`
record Piece(String pointer, String text) {
  boolean isPath() {
    return text.startsWith("/");
  }
}
