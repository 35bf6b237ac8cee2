package io.podbus.session;

import io.vertx.core.Future;
import java.time.Duration;

/// How the program of one kind of session is ended. Owned by the session's event loop.
interface Killer {
  /// Asks the program to end, and gives it that long.
  ///
  /// @return completes when the time is over, or earlier where it is known to have ended
  Future<?> ask(Duration grace);

  /// Ends the program at once, while an [#ask] with more patience is under way.
  default Future<?> cutShort() {
    return ask(Duration.ZERO);
  }

  /// Kills what there still is.
  ///
  /// @return whether nothing was left to kill, which is the proof; to be asked again otherwise
  Future<Boolean> finish();
}
