package io.podbus.config;

import java.util.stream.Collectors;

/// The texts that follow from the table of keys, as the documents must have them.
final class ConfigDocuments {
  private ConfigDocuments() {}

  /// The rows of the configuration table in docs/operations.md.
  static String table() {
    return Keys.ALL.stream()
        .map(key ->
            "| `%s` | `%s` | %s | %s | %s |\n"
                .formatted(
                    key.name(),
                    key.variable(),
                    key.fallback().isPresent()
                        ? "`" + key.fallbackText() + "`"
                        : key.fallbackText(),
                    key.kind().expected(),
                    key.meaning()))
        .collect(Collectors.joining());
  }

  /// conf/podbus.yaml without its heading: each key with its default under its meaning. What
  /// depends on the host is commented out.
  static String yaml() {
    StringBuilder text = new StringBuilder();
    String section = "";
    for (Key<?> key : Keys.ALL) {
      int dot = key.name().indexOf('.');
      String newSection = dot < 0 ? "" : key.name().substring(0, dot);
      if (!newSection.equals(section) || dot < 0) {
        text.append('\n');
        text.append(dot < 0 ? "" : newSection + ":\n");
      }
      section = newSection;
      String indent = dot < 0 ? "" : "  ";
      text.append(indent).append("# ").append(key.meaning()).append('\n').append(indent);
      String name = key.name().substring(dot + 1);
      text.append(
          key.fallback().isPresent()
              ? name + ": " + key.fallbackText() + "\n"
              : "# " + name + ": " + key.fallbackText() + "\n");
    }
    return text.toString();
  }
}
