package io.podbus.podman.engine;

import io.podbus.podman.engine.EngineMessages.Kind;
import io.podbus.protocol.Failure;
import io.podbus.protocol.FailureException;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The commands by which the service looks after containers, and what their answers mean. Pure.
///
/// Those that take many ids are said to ignore the unknown ones: without that, `stop` gives up at
/// the first, and `rm -f` does too, with exit 0 and the others left in place (podman 4.3).
public final class EngineCommands {
  private static final int MAX_STDERR = 4096;

  private EngineCommands() {}

  /// Stops containers: SIGTERM, and SIGKILL after the grace. Fails on paused ones.
  public static List<String> stop(Duration grace, List<String> containers) {
    long seconds = Math.max(0, grace.plusMillis(999).toSeconds());
    return with(List.of("stop", "--ignore", "--time=" + seconds, "--"), containers);
  }

  /// Ends and removes containers at once, paused ones too.
  public static List<String> remove(List<String> containers) {
    return with(List.of("rm", "--force", "--time=0", "--volumes", "--ignore", "--"), containers);
  }

  /// Sends a signal to the first process of a container.
  public static List<String> kill(int signal, String container) {
    return List.of("kill", "--signal=" + signal, "--", container);
  }

  /// Freezes a container.
  public static List<String> pause(String container) {
    return List.of("pause", "--", container);
  }

  /// Thaws a container.
  public static List<String> unpause(String container) {
    return List.of("unpause", "--", container);
  }

  /// Waits for a container's end; its code comes on stdout.
  public static List<String> waitFor(String container) {
    return List.of("wait", "--", container);
  }

  /// Lists all containers that carry the label of a session.
  public static List<String> list() {
    return list("label=" + ContainerLabels.SESSION);
  }

  /// Lists the containers of one session.
  public static List<String> listSession(String sessionId) {
    return list("label=" + ContainerLabels.SESSION + "=" + sessionId);
  }

  /// Lists the containers of one installation of the service.
  public static List<String> listInstance(String instanceId) {
    return list("label=" + ContainerLabels.INSTANCE + "=" + instanceId);
  }

  /// Asks what a session must know of a container that is not its own.
  public static List<String> inspect(String container) {
    return List.of(
        "inspect",
        "--type=container",
        "--format={{.Id}} {{.State.Status}} {{.State.Pid}} {{.StaticDir}}\n{{.PidFile}}",
        "--",
        container);
  }

  /// Asks how a container ended.
  public static List<String> inspectExit(String container) {
    return List.of(
        "inspect",
        "--type=container",
        "--format={{.State.Running}} {{.State.ExitCode}} {{.State.OOMKilled}}",
        "--",
        container);
  }

  /// Asks for the ends of a container's program, also when the container is gone.
  ///
  /// @param sinceMillis the time from which on, in milliseconds since the epoch
  public static List<String> deaths(String container, long sinceMillis) {
    return List.of(
        "events",
        "--stream=false",
        "--since=" + sinceMillis / 1000,
        "--filter=container=" + container,
        "--filter=event=died",
        "--format=json");
  }

  /// Connects to a container's program.
  ///
  /// @param remote whether the engine is elsewhere
  public static List<String> attach(String container, boolean remote) {
    return List.of("attach", "--sig-proxy=false", noDetachKeys(remote), "--", container);
  }

  /// Keeps what is typed from detaching a client. A remote engine refuses to have no keys (`invalid
  /// detach keys: Unknown character`, 4.3.1) and gets a sequence that nobody types.
  ///
  /// @param remote whether the engine is elsewhere
  public static String noDetachKeys(boolean remote) {
    return "--detach-keys="
        + (remote ? "ctrl-@,ctrl-^,ctrl-@,ctrl-^,ctrl-@,ctrl-^,ctrl-@,ctrl-^" : "");
  }

  /// Shows a container's output from its beginning until it ends.
  public static List<String> followLogs(String container) {
    return List.of("logs", "--follow", "--", container);
  }

  private static List<String> list(String filter) {
    return List.of("ps", "--all", "--no-trunc", "--filter=" + filter, "--format=json");
  }

  private static List<String> with(List<String> words, List<String> containers) {
    if (containers.isEmpty()) {
      throw new IllegalArgumentException("no container named");
    }
    List<String> all = new ArrayList<>(words);
    all.addAll(containers);
    return List.copyOf(all);
  }

  /// Why a command failed; nothing where it did not, or where what it was to end is gone already.
  ///
  /// @param what in a few words, such as `stop the container`
  public static Optional<Failure> failure(CommandResult result, String what) {
    if (result.exitCode() == 0) {
      return Optional.empty();
    }
    return Optional.of(explain(result, what));
  }

  /// As [#failure], for `stop`, `rm` and `unpause`: a container that is not there needs none of
  /// them.
  public static Optional<Failure> failureUnlessGone(CommandResult result, String what) {
    return failure(result, what)
        .filter(_ -> EngineMessages.read(result.stderr()).kind() != Kind.CONTAINER_NOT_FOUND);
  }

  /// The containers of a list.
  ///
  /// @throws FailureException `podman-failed` where the answer is none
  public static List<ListedContainer> parseList(CommandResult result) {
    require(result, "list containers");
    List<ListedContainer> found = new ArrayList<>();
    try {
      String text = result.stdout().strip();
      for (Object item : new JsonArray(text.isEmpty() ? "[]" : text)) {
        if (item instanceof JsonObject container) {
          listed(container).ifPresent(found::add);
        }
      }
    } catch (DecodeException e) {
      throw new FailureException(unreadable("list containers", result));
    }
    return List.copyOf(found);
  }

  /// What podman knows of one container.
  ///
  /// @throws FailureException `container-not-found`, or what else podman says
  public static InspectedContainer parseInspect(CommandResult result) {
    require(result, "look at the container");
    String[] lines = result.stdout().strip().split("\n", -1);
    String[] words = lines[0].split(" ", 4);
    if (lines.length != 2
        || words.length != 4
        || !words[0].matches("[0-9a-f]{64}")
        || !words[2].matches("\\d{1,9}")) {
      throw new FailureException(unreadable("look at the container", result));
    }
    return new InspectedContainer(
        words[0], words[1], Integer.parseInt(words[2]), Path.of(words[3]), Path.of(lines[1]));
  }

  /// How a container ended.
  ///
  /// @throws FailureException `container-not-found`, or what else podman says
  public static ExitedContainer parseExit(CommandResult result) {
    require(result, "look at the container");
    String[] words = result.stdout().strip().split(" ", 3);
    if (words.length != 3 || !words[1].matches("\\d{1,3}")) {
      throw new FailureException(unreadable("look at the container", result));
    }
    return new ExitedContainer(
        words[0].equals("true"), Integer.parseInt(words[1]), words[2].equals("true"));
  }

  /// How a container ended last, as the engine noted it.
  ///
  /// @throws FailureException `container-not-found` where it noted nothing, or what podman says
  public static ExitedContainer parseDeaths(CommandResult result) {
    require(result, "look for the container's end");
    List<String> lines = result.stdout().lines().filter(line -> !line.isBlank()).toList();
    if (lines.isEmpty()) {
      throw new FailureException(
          new Failure.ContainerNotFound("podman has noted no end of the container."));
    }
    try {
      Integer code = new JsonObject(lines.getLast()).getInteger("ContainerExitCode");
      // What is 0 is left out.
      return new ExitedContainer(false, code == null ? 0 : code, false);
    } catch (DecodeException | ClassCastException e) {
      throw new FailureException(unreadable("look for the container's end", result));
    }
  }

  /// The exit code that `wait` tells; nothing where it tells none.
  public static Optional<Integer> parseWait(CommandResult result) {
    String text = result.stdout().strip();
    return result.exitCode() == 0 && text.matches("\\d{1,3}") && Integer.parseInt(text) <= 255
        ? Optional.of(Integer.parseInt(text))
        : Optional.empty();
  }

  private static Optional<ListedContainer> listed(JsonObject container) {
    Object labels = container.getValue("Labels");
    String id = text(container, "Id");
    if (id == null || !(labels instanceof JsonObject map)) {
      return Optional.empty();
    }
    String session = text(map, ContainerLabels.SESSION);
    if (session == null) {
      return Optional.empty();
    }
    String name =
        container.getValue("Names") instanceof JsonArray names
                && !names.isEmpty()
                && names.getValue(0) instanceof String first
            ? first
            : id;
    String state = text(container, "State");
    int pid = container.getValue("Pid") instanceof Number number ? number.intValue() : 0;
    return Optional.of(
        new ListedContainer(
            id,
            name,
            state == null ? "unknown" : state,
            session,
            text(map, ContainerLabels.INSTANCE),
            pid));
  }

  private static @Nullable String text(JsonObject object, String key) {
    return object.getValue(key) instanceof String text ? text : null;
  }

  private static void require(CommandResult result, String what) {
    failure(result, what)
        .ifPresent(failure -> {
          throw new FailureException(failure);
        });
  }

  private static Failure explain(CommandResult result, String what) {
    EngineMessages.Message said = EngineMessages.read(result.stderr());
    String detail = "podman could not " + what + (said.text().isEmpty() ? "." : ": " + said.text());
    return EngineFailures.of(said.kind(), detail, result.exitCode(), result.stderr());
  }

  private static Failure unreadable(String what, CommandResult result) {
    return new Failure.PodmanFailed(
        "podman was to " + what + ", and its answer cannot be read.",
        result.exitCode(),
        end(result.stderr()));
  }

  private static String end(String text) {
    return text.length() <= MAX_STDERR ? text : text.substring(text.length() - MAX_STDERR);
  }
}
