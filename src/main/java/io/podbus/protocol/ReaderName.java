package io.podbus.protocol;

/// The name of a `block` reader's place: the client's own, or one that the service gave it because
/// it has none. The latter a client such as a browser's `EventSource` never gets to know; it comes
/// back under another.
public final class ReaderName {
  private static final String UNNAMED = "unnamed-";

  private ReaderName() {}

  /// The name of a place whose reader gave none.
  ///
  /// @param unique what no other has
  public static String unnamed(String unique) {
    return UNNAMED + unique;
  }

  /// Whether the service gave this name.
  public static boolean isUnnamed(String name) {
    return name.startsWith(UNNAMED);
  }
}
