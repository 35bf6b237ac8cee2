package io.podbus.session.request;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Names of keys → what a terminal sends for them: the sequences of xterm (ctlseqs, "PC-Style
/// Function Keys", normal cursor mode), which is what `TERM=xterm` programs expect.
final class Keys {
  private static final Map<String, String> NAMED =
      Map.ofEntries(
          Map.entry("enter", "\r"),
          Map.entry("return", "\r"),
          Map.entry("tab", "\t"),
          Map.entry("space", " "),
          Map.entry("escape", "\u001b"),
          Map.entry("esc", "\u001b"),
          Map.entry("backspace", "\u007f"),
          Map.entry("delete", "\u001b[3~"),
          Map.entry("insert", "\u001b[2~"),
          Map.entry("home", "\u001b[H"),
          Map.entry("end", "\u001b[F"),
          Map.entry("pageup", "\u001b[5~"),
          Map.entry("pagedown", "\u001b[6~"),
          Map.entry("up", "\u001b[A"),
          Map.entry("down", "\u001b[B"),
          Map.entry("right", "\u001b[C"),
          Map.entry("left", "\u001b[D"),
          Map.entry("shift+tab", "\u001b[Z"),
          Map.entry("f1", "\u001bOP"),
          Map.entry("f2", "\u001bOQ"),
          Map.entry("f3", "\u001bOR"),
          Map.entry("f4", "\u001bOS"),
          Map.entry("f5", "\u001b[15~"),
          Map.entry("f6", "\u001b[17~"),
          Map.entry("f7", "\u001b[18~"),
          Map.entry("f8", "\u001b[19~"),
          Map.entry("f9", "\u001b[20~"),
          Map.entry("f10", "\u001b[21~"),
          Map.entry("f11", "\u001b[23~"),
          Map.entry("f12", "\u001b[24~"),
          Map.entry("ctrl+space", "\u0000"),
          Map.entry("ctrl+[", "\u001b"),
          Map.entry("ctrl+\\", "\u001c"),
          Map.entry("ctrl+]", "\u001d"),
          Map.entry("ctrl+^", "\u001e"),
          Map.entry("ctrl+_", "\u001f"));

  private Keys() {}

  /// What the key sends: a name, a single character, `ctrl+<letter>` or `alt+<key>`.
  static Optional<String> sequence(String key) {
    if (key.codePointCount(0, key.length()) == 1) {
      return Optional.of(key);
    }
    String name = key.toLowerCase(Locale.ROOT);
    String named = NAMED.get(name);
    if (named != null) {
      return Optional.of(named);
    }
    if (name.startsWith("alt+")) {
      return sequence(key.substring(4)).map(rest -> "\u001b" + rest);
    }
    if (name.startsWith("ctrl+") && name.length() == 6) {
      char letter = name.charAt(5);
      if (letter >= 'a' && letter <= 'z') {
        return Optional.of(String.valueOf((char) (letter - 'a' + 1)));
      }
    }
    return Optional.empty();
  }
}
