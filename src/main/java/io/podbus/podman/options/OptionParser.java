package io.podbus.podman.options;

import io.podbus.podman.catalog.Catalog;
import io.podbus.podman.catalog.Operation;
import io.podbus.podman.catalog.OptionEntry;
import io.podbus.podman.catalog.Rule;
import io.podbus.podman.catalog.Style;
import io.podbus.podman.catalog.Use;
import io.podbus.podman.catalog.ValueType;
import io.podbus.podman.engine.EngineProfile;
import io.podbus.podman.engine.EngineVersion;
import io.podbus.protocol.Failure;
import io.podbus.protocol.Failure.Violation;
import io.podbus.protocol.FailureException;
import io.podbus.protocol.Pointers;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Checks one body beyond its schema — characters, sizes in bytes, versions, rules between options
/// — and makes the options of it. For one use.
final class OptionParser implements Rule.Situation {
  /// All strings together. The kernel allows about 2 MiB for arguments and environment.
  private static final int MAX_TOTAL_BYTES = 1_000_000;

  private final Operation operation;
  private final JsonObject body;
  private final EngineProfile engine;

  /// The first fault of each place, by pointer.
  private final Map<String, String> faults = new LinkedHashMap<>();

  private final Map<String, Object> given = new LinkedHashMap<>();
  private final Map<String, Object> effective = new LinkedHashMap<>();

  /// The name under which an option was given, where that is its other one.
  private final Map<String, String> aliases = new HashMap<>();

  private long totalBytes;

  OptionParser(
      Operation operation, JsonObject body, EngineProfile engine, List<Violation> schemaFaults) {
    this.operation = operation;
    this.body = body;
    this.engine = engine;
    schemaFaults.forEach(fault -> faults.put(fault.pointer(), fault.detail()));
  }

  SessionOptions parse() {
    List<OptionEntry> entries = Catalog.entriesOf(operation);
    for (OptionEntry entry : entries) {
      Object json = body.getValue(entry.name());
      if (json != null) {
        entry
            .type(operation.name())
            .parse(json)
            .ifPresent(value -> {
              checkStrings(entry, value);
              given.put(entry.name(), value);
            });
      }
    }
    entries.forEach(this::foldAlias);
    for (OptionEntry entry : entries) {
      Object value = given.get(entry.name());
      Object holds = value == null ? preset(entry) : value;
      if (holds != null) {
        effective.put(entry.name(), holds);
      }
    }
    for (OptionEntry entry : entries) {
      Object value = given.get(entry.name());
      if (value != null) {
        checkEngine(entry);
        checkRules(entry, value);
      }
    }
    checkTotal();
    Variables variables = Variables.of(operation, given);
    variables.faults().forEach(this::fault);
    SessionOptions.Input input = input();
    if (!faults.isEmpty()) {
      throw new FailureException(failure());
    }
    return new SessionOptions(operation, effective, given.keySet(), variables.environment(), input);
  }

  /// An option that is another's second name becomes that other.
  private void foldAlias(OptionEntry entry) {
    Object value = given.get(entry.name());
    if (value == null) {
      return;
    }
    Optional<Use> use = entry.use(operation.name()).filter(u -> u.style() == Style.ALIAS);
    if (use.isEmpty()) {
      return;
    }
    String canonical = use.get().flag();
    Object other = given.putIfAbsent(canonical, value);
    given.remove(entry.name());
    if (other == null) {
      aliases.put(canonical, entry.name());
    } else if (!other.equals(value)) {
      fault(
          Pointers.of(List.of(entry.name())),
          "\"%s\" and \"%s\" mean the same, and differ here: give one of them."
              .formatted(entry.name(), canonical));
    }
  }

  /// Where the caller wrote what holds for an option.
  private String pointer(OptionEntry entry) {
    return Pointers.of(List.of(aliases.getOrDefault(entry.name(), entry.name())));
  }

  private @Nullable Object preset(OptionEntry entry) {
    for (OptionEntry.DefaultUnless exception : entry.exceptions()) {
      Object other = given.get(exception.other());
      if (other != null && exception.otherIs().test(other)) {
        return entry.use(operation.name()).map(_ -> exception.value()).orElse(null);
      }
    }
    return entry.use(operation.name()).map(Use::defaultValue).orElse(null);
  }

  private void checkStrings(OptionEntry entry, Object value) {
    String pointer = Pointers.of(List.of(entry.name()));
    boolean free = entry.type(operation.name()).takesControlCharacters();
    switch (value) {
      case String text -> checkString(pointer, text, free, 0);
      case List<?> items -> {
        for (int i = 0; i < items.size(); i++) {
          if (items.get(i) instanceof String item) {
            checkString(pointer + "/" + i, item, free, 0);
          }
        }
      }
      case Map<?, ?> members ->
          members.forEach((name, member) -> {
            String key = (String) name;
            String at = pointer + "/" + Pointers.escape(key);
            int keyBytes = checkString(at, key, false, 0);
            checkString(at, (String) member, free, keyBytes + 1);
          });
      default -> {
        // Numbers and flags hold no characters; an object has a schema of its own.
      }
    }
  }

  /// @param before how many bytes stand in front of it in the same argument
  /// @return its size in bytes
  private int checkString(String pointer, String text, boolean free, int before) {
    int bytes = text.getBytes(StandardCharsets.UTF_8).length;
    totalBytes += bytes + 1;
    if (text.indexOf('\0') >= 0) {
      fault(pointer, "This holds a NUL character, which no argument can.");
    } else if (!free && text.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
      fault(pointer, "This holds a control character, such as a line end.");
    } else if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      fault(pointer, "This holds half of a surrogate pair, which is no character.");
    } else if (before + bytes > ValueType.MAX_BYTES) {
      fault(
          pointer,
          "This is too long: %d bytes of UTF-8, where at most %d are taken."
              .formatted(bytes, ValueType.MAX_BYTES - before));
    }
    return bytes;
  }

  /// Whether the engine has the option, by its version and by where it is.
  private void checkEngine(OptionEntry entry) {
    List<Use> uses = entry.uses(operation.name());
    EngineVersion version = engine.version();
    if (version != null && uses.stream().noneMatch(use -> use.isKnownTo(engine))) {
      EngineVersion since = uses.getFirst().since();
      boolean tooOld = since != null && !version.atLeast(since);
      fault(
          pointer(entry),
          tooOld
              ? "\"%s\" needs podman %s; the engine is %s.".formatted(entry.name(), since, version)
              : "\"%s\" is gone since podman %s; the engine is %s."
                  .formatted(entry.name(), uses.getLast().removed(), version));
    }
    if ((remote() || engine.remote())
        && entry.use(operation.name(), engine).map(Use::localOnly).orElse(false)) {
      fault(
          pointer(entry),
          "A remote engine takes no \"%s\": it is for podman's own host.".formatted(entry.name()));
    }
  }

  private void checkRules(OptionEntry entry, Object value) {
    for (Rule rule : entry.rules()) {
      if (rule.test().broken(value, this)) {
        fault(pointer(entry), rule.sentence().of(value, this));
      }
    }
  }

  @Override
  public Operation operation() {
    return operation;
  }

  @Override
  public EngineProfile engine() {
    return engine;
  }

  @Override
  public boolean remote() {
    return effective.containsKey("remoteSocket") || effective.containsKey("connection");
  }

  @Override
  public @Nullable Object value(String option) {
    return effective.get(option);
  }

  @Override
  public boolean faulty(String option) {
    return body.containsKey(option) && !given.containsKey(option);
  }

  private void checkTotal() {
    if (totalBytes > MAX_TOTAL_BYTES) {
      fault(
          "",
          "All values together have %d bytes, where at most %d are taken."
              .formatted(totalBytes, MAX_TOTAL_BYTES));
    }
  }

  private SessionOptions.@Nullable Input input() {
    if (!(given.get("input") instanceof JsonObject object)) {
      return null;
    }
    boolean eof = Boolean.TRUE.equals(object.getValue("eof"));
    byte[] bytes = new byte[0];
    if (object.getValue("text") instanceof String text) {
      bytes = text.getBytes(StandardCharsets.UTF_8);
    } else if (object.getValue("base64") instanceof String text) {
      try {
        bytes = Base64.getDecoder().decode(text);
      } catch (IllegalArgumentException e) {
        fault("/input/base64", "This is not base 64 as of RFC 4648.");
      }
    }
    return new SessionOptions.Input(Buffer.buffer(bytes), eof);
  }

  private void fault(String pointer, String detail) {
    faults.putIfAbsent(pointer, detail);
  }

  private Failure failure() {
    List<Violation> violations = new ArrayList<>();
    faults.forEach((pointer, detail) -> violations.add(new Violation(pointer, detail)));
    Violation first = violations.getFirst();
    if (violations.size() == 1) {
      return Failure.InvalidOptions.of(first.pointer(), first.detail());
    }
    return new Failure.InvalidOptions(
        violations.size() + " things are wrong with the options; see \"errors\".", violations);
  }
}
