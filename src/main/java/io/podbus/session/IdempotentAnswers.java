package io.podbus.session;

import io.podbus.protocol.Caller;
import io.podbus.protocol.Failure;
import io.podbus.protocol.FailureException;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/// The answers to creates that came with an `Idempotency-Key`, for a day and a bounded number: the
/// same key gets the first answer again, also while the first is still being made. A failure is not
/// kept: nothing came of it, so it may be tried again.
///
/// Owned by the manager's event loop.
final class IdempotentAnswers {
  private static final long KEPT_MILLIS = 24L * 3600 * 1000;
  private static final int MAX_ANSWERS = 10_000;
  private static final int MAX_KEY_LENGTH = 256;

  private record Kept(JsonObject request, Future<JsonObject> answer, long since) {}

  private final Clock clock;
  // In the order of their age.
  private final Map<String, Kept> kept = new LinkedHashMap<>();

  IdempotentAnswers(Clock clock) {
    this.clock = clock;
  }

  /// The kept answer, or that of `work`.
  ///
  /// @throws FailureException `invalid-options` where the key came with another request before
  Future<JsonObject> answer(
      Caller caller, String key, JsonObject request, Supplier<Future<JsonObject>> work) {
    if (key.isEmpty() || key.length() > MAX_KEY_LENGTH) {
      throw invalid("An Idempotency-Key has 1 to 256 characters.");
    }
    expire();
    // Everybody has keys of their own: no name of an owner has a blank.
    String whose = caller.owner() + ' ' + key;
    Kept present = kept.get(whose);
    if (present != null) {
      if (!present.request().equals(request)) {
        throw invalid("This Idempotency-Key was used with another request.");
      }
      return present.answer();
    }
    Future<JsonObject> answer = work.get();
    Kept entry = new Kept(request.copy(), answer, clock.ticks());
    kept.put(whose, entry);
    answer.onFailure(_ -> kept.remove(whose, entry));
    return answer;
  }

  /// `{"answer":…}`, or `{}` where the key is new.
  ///
  /// @throws FailureException `invalid-options` where the key came with another request before
  Future<JsonObject> recall(Caller caller, String key, JsonObject request) {
    expire();
    Kept present = kept.get(caller.owner() + ' ' + key);
    if (present == null) {
      return Future.succeededFuture(new JsonObject());
    }
    if (!present.request().equals(request)) {
      throw invalid("This Idempotency-Key was used with another request.");
    }
    return present.answer().map(answer -> new JsonObject().put("answer", answer));
  }

  private void expire() {
    long now = clock.ticks();
    Iterator<Kept> oldest = kept.values().iterator();
    while (oldest.hasNext()) {
      if (oldest.next().since() + KEPT_MILLIS > now && kept.size() < MAX_ANSWERS) {
        return;
      }
      oldest.remove();
    }
  }

  private static FailureException invalid(String detail) {
    return new FailureException(Failure.InvalidOptions.of("", detail));
  }
}
