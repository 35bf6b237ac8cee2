package io.podbus.podman.plan;

import io.podbus.podman.catalog.Use;
import io.podbus.podman.engine.EngineProfile;
import io.vertx.core.json.JsonArray;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// Writes values as flags, in the styles of the catalog. Pure.
final class FlagWriter {
  private static final String KEY = "key";

  private final EngineProfile engine;
  private final Function<String, Optional<Object>> values;

  /// @param values what holds for other options, for templates that name them
  FlagWriter(EngineProfile engine, Function<String, Optional<Object>> values) {
    this.engine = engine;
    this.values = values;
  }

  /// Adds the flags of one value, in the style of its use.
  void append(List<String> flags, Use use, Object value) {
    String unless = use.unlessGiven();
    if (unless != null && values.apply(unless).isPresent()) {
      return;
    }
    switch (use.style()) {
      case VALUE -> flags.add(flag(use, "", value.toString()));
      case SWITCH -> appendSwitch(flags, use.flag(), Boolean.TRUE.equals(value));
      case REPEAT -> strings(value).forEach(item -> flags.add(flag(use, "", item)));
      case MAP_REPEAT -> {
        if (value instanceof Map<?, ?> members) {
          members.forEach(
              (name, member) -> flags.add(flag(use, name.toString(), member.toString())));
        }
      }
      case CSV_JOINED ->
          flags.add(
              use.flag()
                  + "="
                  + String.join(",", strings(value).stream().map(FlagWriter::csvField).toList()));
      case SPACE_JOINED -> flags.add(use.flag() + "=" + String.join(" ", strings(value)));
      case SHELL_OR_JSON -> flags.add(use.flag() + "=" + shellOrJson(strings(value)));
      case JSON -> {
        List<String> words = strings(value);
        flags.add(use.flag() + "=" + (words.isEmpty() ? "" : new JsonArray(words).encode()));
      }
      case WORDS -> flags.addAll(use.words().getOrDefault(value.toString(), List.of()));
      case POSITIONAL, PLANNED, PART, PULL_STEP, ALIAS, NONE -> {
        // Stand elsewhere, or nowhere.
      }
    }
  }

  /// Adds the flags of one value to the command that fetches the image.
  void appendPullStep(List<String> flags, Use use, Object value) {
    switch (value) {
      case Boolean on -> appendSwitch(flags, use.flag(), on);
      case List<?> items -> items.forEach(item -> flags.add(flag(use, "", item.toString())));
      default -> flags.add(flag(use, "", value.toString()));
    }
  }

  private String flag(Use use, String key, String item) {
    String template = use.template();
    String text = template == null ? plain(key, item) : render(template, key, item);
    return use.flag() + "=" + (use.isCsv(engine) ? csvField(text) : text);
  }

  private static String plain(String key, String item) {
    return key.isEmpty() ? item : key + "=" + item;
  }

  /// Fills a template: see [Use#template()].
  private String render(String template, String key, String item) {
    StringBuilder text = new StringBuilder();
    int at = 0;
    while (at < template.length()) {
      char c = template.charAt(at);
      if (c == '[') {
        int end = template.indexOf(']', at);
        String inner = template.substring(at + 1, end);
        String name = inner.substring(inner.indexOf('{') + 1, inner.indexOf('}'));
        if (values.apply(name).isPresent()) {
          text.append(render(inner, key, item));
        }
        at = end + 1;
      } else if (c == '{') {
        int end = template.indexOf('}', at);
        text.append(named(template.substring(at + 1, end), key, item));
        at = end + 1;
      } else {
        text.append(c);
        at++;
      }
    }
    return text.toString();
  }

  private String named(String name, String key, String item) {
    return switch (name) {
      case "" -> item;
      case KEY -> key;
      default -> values.apply(name).map(Object::toString).orElse("");
    };
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
        ? list.stream().map(String::valueOf).toList()
        : List.of(value.toString());
  }

  /// A command for a flag that takes a shell line, or a JSON array. A leading `CMD` is left out:
  /// podman 4.3 takes an array that has it for a shell line.
  private static String shellOrJson(List<String> words) {
    List<String> plain =
        words.size() > 1 && words.getFirst().equals("CMD") ? words.subList(1, words.size()) : words;
    return words.size() == 1 ? words.getFirst() : new JsonArray(plain).encode();
  }

  /// A field of a line of CSV, quoted only where it must be.
  static String csvField(String text) {
    boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
  }
}
