package io.podbus.protocol;

import java.util.Optional;

/// What a reader of a session's output is promised.
public enum Delivery {
  /// All that is retained, at the reader's own pace; slows nobody; fallen behind retention, it gets
  /// a gap.
  RETAINED("retained"),
  /// Skips ahead, with a gap, when it lags.
  LATEST("latest"),
  /// Nothing is dropped before this reader has it: the child waits for it, up to a maximum stall.
  BLOCK("block");

  private final String wireName;

  Delivery(String wireName) {
    this.wireName = wireName;
  }

  /// The name in JSON and query parameters.
  public String wireName() {
    return wireName;
  }

  /// The delivery of that name, if there is one.
  public static Optional<Delivery> parse(String name) {
    for (Delivery delivery : values()) {
      if (delivery.wireName.equals(name)) {
        return Optional.of(delivery);
      }
    }
    return Optional.empty();
  }
}
