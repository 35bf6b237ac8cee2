package io.podbus.podman.plan;

import io.podbus.podman.catalog.Use;
import io.podbus.podman.engine.EngineProfile;
import io.vertx.core.json.JsonArray;
import java.util.List;
import java.util.Map;

/// Writes values as flags, in the styles of the catalog. Pure.
final class FlagWriter {
  private FlagWriter() {}

  /// Adds the flags of one value, in the style of its use.
  static void append(List<String> flags, Use use, Object value, EngineProfile engine) {
    boolean csv = use.isCsv(engine);
    switch (use.style()) {
      case VALUE -> flags.add(use.flag() + "=" + field(csv, value.toString()));
      case SWITCH -> appendSwitch(flags, use.flag(), Boolean.TRUE.equals(value));
      case REPEAT -> {
        for (String item : strings(value)) {
          flags.add(use.flag() + "=" + field(csv, item));
        }
      }
      case MAP_REPEAT -> {
        if (value instanceof Map<?, ?> members) {
          members.forEach(
              (name, member) -> flags.add(use.flag() + "=" + field(csv, name + "=" + member)));
        }
      }
      case CSV_JOINED ->
          flags.add(
              use.flag()
                  + "="
                  + String.join(",", strings(value).stream().map(FlagWriter::csvField).toList()));
      case JSON -> flags.add(use.flag() + "=" + json(strings(value)));
      case GLOBAL, POSITIONAL, PLANNED, NONE -> {
        // Stand elsewhere, or nowhere.
      }
    }
  }

  private static void appendSwitch(List<String> flags, String flag, boolean on) {
    if (on) {
      flags.add(flag);
    } else if (flag.startsWith("--")) {
      // Said, not left out: the engine's configuration may have another default.
      flags.add(flag + "=false");
    }
  }

  static List<String> strings(Object value) {
    return value instanceof List<?> list
        ? list.stream().map(String.class::cast).toList()
        : List.of(value.toString());
  }

  /// A command for a flag that takes a shell line, or a JSON array. A leading `CMD` is left out:
  /// podman 4.3 takes an array that has it for a shell line.
  private static String json(List<String> words) {
    List<String> plain =
        words.size() > 1 && words.getFirst().equals("CMD") ? words.subList(1, words.size()) : words;
    return words.size() == 1 ? words.getFirst() : new JsonArray(plain).encode();
  }

  private static String field(boolean csv, String text) {
    return csv ? csvField(text) : text;
  }

  /// A field of a line of CSV, quoted only where it must be.
  static String csvField(String text) {
    boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
  }
}
