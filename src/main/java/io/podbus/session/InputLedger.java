package io.podbus.session;

import io.podbus.protocol.Failure;
import io.podbus.protocol.FailureException;
import io.podbus.session.request.InputMessage;
import io.vertx.core.Future;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/// What has been typed into one session under an `Idempotency-Key`, so that a repetition types
/// nothing twice: it gets the first answer again, or waits for it while the first is under way.
///
/// The newest [#MAX_ENTRIES] keys are remembered, for as long as the session's record is there. An
/// input of which the program has taken nothing is not: it may be tried again. Owned by the
/// session's event loop.
final class InputLedger {
  static final int MAX_ENTRIES = 1024;

  private static final int MAX_KEY_LENGTH = 256;

  private record Entry(String digest, Future<Void> answer) {}

  // In the order of their age.
  private final Map<String, Entry> entries = new LinkedHashMap<>();

  /// The answer to this input, which is typed only where this is the first time.
  ///
  /// @throws FailureException `invalid-options` where the key stands for another input
  Future<Void> once(String key, InputMessage message, Supplier<Future<Void>> type) {
    if (key.isEmpty() || key.length() > MAX_KEY_LENGTH) {
      throw invalid("An Idempotency-Key has 1 to 256 characters.");
    }
    String digest = digest(message);
    Entry present = entries.get(key);
    if (present != null) {
      if (!present.digest().equals(digest)) {
        throw invalid("This Idempotency-Key was used for another input of this session.");
      }
      return present.answer();
    }
    makeRoom();
    Future<Void> answer = type.get();
    Entry entry = new Entry(digest, answer);
    entries.put(key, entry);
    answer.onFailure(cause -> {
      if (!hasTyped(cause)) {
        entries.remove(key, entry);
      }
    });
    return answer;
  }

  private static boolean hasTyped(Throwable cause) {
    return cause instanceof FailureException failed
        && failed.failure() instanceof Failure.TimedOut(String _, Long accepted)
        && accepted != null
        && accepted > 0;
  }

  private void makeRoom() {
    Iterator<Entry> oldest = entries.values().iterator();
    while (entries.size() >= MAX_ENTRIES && oldest.hasNext()) {
      if (oldest.next().answer().isComplete()) {
        oldest.remove();
      }
    }
    if (entries.size() >= MAX_ENTRIES) {
      throw new FailureException(
          new Failure.RateLimited("Too much input of this session is under way.", 1));
    }
  }

  private static String digest(InputMessage message) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      sha256.update((byte) (message.eof() ? 1 : 0));
      sha256.update(message.bytes().getBytes());
      return HexFormat.of().formatHex(sha256.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static FailureException invalid(String detail) {
    return new FailureException(Failure.InvalidOptions.of("", detail));
  }
}
