package io.podbus.podman.options;

import io.podbus.podman.catalog.Operation;
import io.podbus.podman.catalog.Operation.Trait;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The options of one session, checked and complete. Made by [OptionCatalog#parse] only; immutable.
public final class SessionOptions {
  /// What is typed as soon as the program runs.
  ///
  /// @param bytes may be empty
  /// @param eof whether nothing follows
  public record Input(Buffer bytes, boolean eof) {}

  /// When an image is pulled.
  public enum PullPolicy {
    ALWAYS,
    MISSING,
    NEVER
  }

  private final Operation operation;
  private final Map<String, Object> values;
  private final Set<String> given;
  private final Map<String, String> environment;
  private final @Nullable Input input;

  SessionOptions(
      Operation operation,
      Map<String, Object> values,
      Set<String> given,
      Map<String, String> environment,
      @Nullable Input input) {
    this.operation = operation;
    this.values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    this.given = Set.copyOf(given);
    this.environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
    this.input = input;
  }

  /// What is to be done.
  public Operation operation() {
    return operation;
  }

  /// What comes on stdout, as far as podman is asked for something that can be read.
  public Operation.Output output() {
    return text("format").filter("text"::equals).isPresent()
        ? Operation.Output.TEXT
        : operation.output();
  }

  /// Whether it goes on for as long as what it shows does; else it is done when it has answered.
  public boolean streams() {
    String option = operation.streamsWith();
    return option == null ? operation.is(Trait.STREAMS) : flag(option);
  }

  /// The image, where one is named.
  public Optional<String> image() {
    return text("image");
  }

  /// Of a run: the name that the caller gave the container.
  public Optional<String> containerName() {
    return operation.is(Trait.CREATES_CONTAINER) ? text("containerName") : Optional.empty();
  }

  /// Of an exec, and of other operations on one container: that container, by name or id.
  public Optional<String> targetContainer() {
    if (operation.is(Trait.PULLS_IMAGE)) {
      return Optional.empty();
    }
    return text("containerName").or(() -> strings("names").stream().findFirst());
  }

  /// Whether the program has a terminal.
  public boolean tty() {
    return flag("tty");
  }

  /// Whether the program has an open stdin.
  public boolean interactive() {
    return flag("interactive");
  }

  /// Whether the container goes when it ends.
  public boolean removeOnExit() {
    return flag("removeOnExit");
  }

  /// Whether nobody is attached.
  public boolean detach() {
    return flag("detach");
  }

  /// When podman starts the container again; empty where it never does.
  public Optional<String> restart() {
    return text("restart").filter(policy -> !policy.equals("no"));
  }

  /// Lines of the terminal.
  public int rows() {
    return Math.toIntExact(number("rows").orElse(24));
  }

  /// Columns of the terminal.
  public int cols() {
    return Math.toIntExact(number("cols").orElse(80));
  }

  /// How long it may run.
  public Optional<Duration> timeout() {
    return duration("timeout");
  }

  /// How long it may do without input and output.
  public Optional<Duration> idleTimeout() {
    return duration("idleTimeoutMs");
  }

  /// How long its start may take.
  public Optional<Duration> startTimeout() {
    return duration("startTimeoutMs");
  }

  /// How long the program may take to end.
  public Optional<Duration> closeGrace() {
    return duration("closeGraceMs");
  }

  /// How much output is kept; empty for the service's own measure.
  public OptionalLong retainBytes() {
    return number("retainBytes");
  }

  /// The node that is to have the session.
  public Optional<String> node() {
    return text("node");
  }

  /// Labels that the node must have.
  public Map<String, String> nodeLabels() {
    return map("nodeLabels");
  }

  /// How long the program waits for a blocking reader.
  public Optional<Duration> blockMax() {
    return duration("blockMaxMs");
  }

  /// Whether the program is told its place in the caller's trace.
  public boolean traceContext() {
    return flag("traceContext");
  }

  /// Whether output is left unread until the first blocking reader comes.
  public boolean awaitReader() {
    return flag("awaitReader");
  }

  /// Whether the session ends with its creator's stream.
  public boolean closeOnDisconnect() {
    return flag("closeOnDisconnect");
  }

  /// What to type first.
  public Optional<Input> input() {
    return Optional.ofNullable(input);
  }

  /// The caller's labels.
  public Map<String, String> labels() {
    return map("labels");
  }

  /// The program's environment, of all options that set it. Secret: shown by name only.
  public Map<String, String> environment() {
    return environment;
  }

  /// Whether the caller gave it, under this or its other name; else what holds is a default.
  public boolean isGiven(String name) {
    return given.contains(name);
  }

  /// The values that must be seen nowhere, for whoever masks them in what an engine says. Not those
  /// of `environment`, which are shown by name only and are no secrets.
  public Set<String> secretValues() {
    Set<String> secrets = new HashSet<>();
    for (String name : List.of("secretEnvironment", "buildArg")) {
      secrets.addAll(map(name).values());
    }
    for (String name : List.of("sshPassphrase", "value")) {
      text(name).ifPresent(secrets::add);
    }
    text("creds").ifPresent(creds -> secrets.add(creds.substring(creds.indexOf(':') + 1)));
    secrets.remove("");
    return Set.copyOf(secrets);
  }

  /// When the image is pulled.
  public PullPolicy pullPolicy() {
    return switch (text("pull").orElse("missing")) {
      case "always" -> PullPolicy.ALWAYS;
      case "never" -> PullPolicy.NEVER;
      default -> PullPolicy.MISSING;
    };
  }

  /// The log driver that the caller asked for.
  public Optional<String> logDriver() {
    return text("logDriver");
  }

  /// Whether another engine than this host's is meant.
  public boolean isRemote() {
    return values.containsKey("remoteSocket") || values.containsKey("connection");
  }

  /// The value that holds for an option: given, or its default; empty where there is neither.
  public Optional<Object> value(String name) {
    return Optional.ofNullable(values.get(name));
  }

  /// A string that holds.
  public Optional<String> text(String name) {
    return values.get(name) instanceof String text ? Optional.of(text) : Optional.empty();
  }

  /// A flag that holds; false where there is none.
  public boolean flag(String name) {
    return Boolean.TRUE.equals(values.get(name));
  }

  /// A list of strings that holds; empty where there is none.
  public List<String> strings(String name) {
    return values.get(name) instanceof List<?> list
        ? list.stream().map(String.class::cast).toList()
        : List.of();
  }

  private OptionalLong number(String name) {
    return values.get(name) instanceof Long number ? OptionalLong.of(number) : OptionalLong.empty();
  }

  private Optional<Duration> duration(String name) {
    OptionalLong millis = number(name);
    return millis.isPresent()
        ? Optional.of(Duration.ofMillis(millis.getAsLong()))
        : Optional.empty();
  }

  /// An object of strings that holds; empty where there is none.
  public Map<String, String> map(String name) {
    Map<String, String> copy = new LinkedHashMap<>();
    if (values.get(name) instanceof Map<?, ?> members) {
      members.forEach((key, value) -> copy.put((String) key, (String) value));
    }
    return Collections.unmodifiableMap(copy);
  }

  /// Names only: values may be secrets.
  @Override
  public String toString() {
    return "SessionOptions[" + operation.name() + " " + values.keySet() + "]";
  }
}
