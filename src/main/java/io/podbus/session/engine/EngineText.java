package io.podbus.session.engine;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;

/// How podman's own messages begin: `Error: …` and logrus' `time="…" level=…`. A hint where nothing
/// better is known, never a proof.
public final class EngineText {
  private static final String[] BEGINNINGS = {"Error: ", "time=\""};

  private EngineText() {}

  /// Whether text that begins so may come from the engine.
  public static boolean looksLike(Buffer text) {
    String head =
        new String(text.getBytes(0, Math.min(8, text.length())), StandardCharsets.ISO_8859_1);
    for (String beginning : BEGINNINGS) {
      if (head.startsWith(beginning) || beginning.startsWith(head)) {
        return true;
      }
    }
    return false;
  }
}
