package io.podbus.gateway;

import io.podbus.identity.Identity;
import io.podbus.protocol.SessionId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// Tickets for those who cannot send headers: an `EventSource`, a WebSocket of a browser. Each lets
/// its caller in once, to one session, within [#LIFETIME]; so what stands in a URL is worth nothing
/// where the URL is found later.
///
/// Thread-safe: the instances of a gateway share it. Bounded: past [#MAX] the oldest goes.
public final class Tickets {
  /// How long a ticket may be used.
  public static final Duration LIFETIME = Duration.ofSeconds(30);

  /// How many there may be at once.
  public static final int MAX = 10_000;

  private record Ticket(Identity identity, SessionId session, Instant until) {}

  private final InstantSource clock;
  private final Consumer<byte[]> randomBytes;
  // In the order of their end. Guarded by this.
  private final Map<String, Ticket> open = new LinkedHashMap<>();

  /// @param randomBytes fills an array with random bytes
  public Tickets(InstantSource clock, Consumer<byte[]> randomBytes) {
    this.clock = clock;
    this.randomBytes = randomBytes;
  }

  /// Makes a ticket.
  synchronized String issue(Identity identity, SessionId session) {
    Instant now = clock.instant();
    Iterator<Ticket> oldest = open.values().iterator();
    while (oldest.hasNext() && (oldest.next().until().isBefore(now) || open.size() >= MAX)) {
      oldest.remove();
    }
    // As hard to guess as a session's id, and of a form that a URL carries as it is.
    String ticket = SessionId.random(randomBytes).value();
    open.put(ticket, new Ticket(identity, session, now.plus(LIFETIME)));
    return ticket;
  }

  /// Takes a ticket, which is worth nothing from then on.
  ///
  /// @param session the one that it is shown for
  /// @return whose it is; nothing where it is none, is over, or is for another session
  synchronized Optional<Identity> take(String ticket, SessionId session) {
    Ticket found = open.remove(ticket);
    return found != null
            && found.session().equals(session)
            && clock.instant().isBefore(found.until())
        ? Optional.of(found.identity())
        : Optional.empty();
  }
}
