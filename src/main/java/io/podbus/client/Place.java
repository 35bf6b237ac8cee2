package io.podbus.client;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// How far a stream has come: where its next connection begins, and what of an event is new. Owned
/// by the context of the stream.
interface Place<T> {
  /// What has come is not what should have come next: something between is missing.
  final class HoleException extends Exception {
    private static final long serialVersionUID = 1L;

    HoleException(String message) {
      super(message);
    }
  }

  /// Where to begin; empty where nothing came yet, and nothing was asked for.
  OptionalLong next();

  /// Begins with this event, where it was not known before.
  void begin(long first);

  /// Goes on behind an event.
  ///
  /// @return what of it is new; empty where all of it came before
  Optional<T> take(T event) throws HoleException;

  /// Whether nothing comes behind this event.
  boolean last(T event);

  /// In a session. A record may come in parts, and its number alone does not say that something is
  /// missing, since one stream may be left out or small records come together; the positions of the
  /// bytes do.
  final class InSession implements Place<SessionEvent> {
    private final Map<String, Long> offsets = new HashMap<>();
    private OptionalLong next;

    InSession(OptionalLong from) {
      this.next = from;
    }

    @Override
    public OptionalLong next() {
      return next;
    }

    @Override
    public void begin(long first) {
      if (next.isEmpty()) {
        next = OptionalLong.of(first);
      }
    }

    @Override
    public Optional<SessionEvent> take(SessionEvent event) throws HoleException {
      if (event instanceof SessionEvent.Output output) {
        return output(output);
      }
      if (next.isPresent() && event.seq() < next.getAsLong()) {
        return Optional.empty();
      }
      if (event instanceof SessionEvent.Gap) {
        offsets.clear();
      }
      next = OptionalLong.of(event.seq() + 1);
      return Optional.of(event);
    }

    private Optional<SessionEvent> output(SessionEvent.Output output) throws HoleException {
      long end = output.offset() + output.bytes().length();
      long expected = offsets.getOrDefault(output.stream(), output.offset());
      if (output.offset() > expected) {
        throw new HoleException(
            "%s goes on at %d, not at %d".formatted(output.stream(), output.offset(), expected));
      }
      boolean before = next.isPresent() && output.seq() < next.getAsLong();
      if (end <= expected && before) {
        return Optional.empty();
      }
      int seen = (int) Math.min(expected - output.offset(), output.bytes().length());
      offsets.put(output.stream(), Math.max(end, expected));
      next = OptionalLong.of(output.more() ? output.seq() : output.seq() + 1);
      return Optional.of(seen == 0 ? output : output.from(seen));
    }

    @Override
    public boolean last(SessionEvent event) {
      return event instanceof SessionEvent.Ended;
    }
  }

  /// Among what happens to all sessions; has no end.
  final class InLifecycle implements Place<LifecycleEvent> {
    private OptionalLong next;

    InLifecycle(OptionalLong from) {
      this.next = from;
    }

    @Override
    public OptionalLong next() {
      return next;
    }

    @Override
    public void begin(long first) {
      if (next.isEmpty()) {
        next = OptionalLong.of(first);
      }
    }

    @Override
    public Optional<LifecycleEvent> take(LifecycleEvent event) {
      if (next.isPresent() && event.id() < next.getAsLong()) {
        return Optional.empty();
      }
      next = OptionalLong.of(event.id() + 1);
      return Optional.of(event);
    }

    @Override
    public boolean last(LifecycleEvent event) {
      return false;
    }
  }
}
