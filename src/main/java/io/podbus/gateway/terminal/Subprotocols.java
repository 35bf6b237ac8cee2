package io.podbus.gateway.terminal;

import io.podbus.protocol.Delivery;
import io.podbus.protocol.Failure;
import io.podbus.protocol.FailureException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The subprotocols of `…/terminal`. Pure; any thread.
public final class Subprotocols {
  /// What the server offers.
  public static final List<String> OFFERED = List.of(PodbusFraming.NAME, ChannelFraming.NAME);

  private static final String HEADER = "Sec-WebSocket-Protocol";

  private Subprotocols() {}

  /// Refuses a client that speaks none of ours, before it is let in. One that names none gets
  /// `podbus.v1`.
  ///
  /// @param wanted the headers of that name
  /// @throws FailureException `invalid-options`
  public static void check(List<String> wanted) {
    List<String> names =
        wanted.stream().flatMap(header -> List.of(header.split(",", -1)).stream()).toList();
    if (!names.isEmpty() && names.stream().map(String::strip).noneMatch(OFFERED::contains)) {
      throw new FailureException(
          Failure.InvalidOptions.of(
              "/headers/" + HEADER, "The subprotocols are " + String.join(" and ", OFFERED) + "."));
    }
  }

  static Framing framing(@Nullable String chosen, Delivery delivery) {
    return ChannelFraming.NAME.equals(chosen) ? new ChannelFraming(delivery) : new PodbusFraming();
  }
}
