package io.podbus.podman.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.podbus.podman.engine.CommandResult;
import io.podbus.podman.engine.EngineProbe;
import io.podbus.podman.engine.EngineProfile;
import io.podbus.podman.options.OptionCatalog;
import io.podbus.podman.plan.CommandPlan;
import io.podbus.podman.plan.CommandPlanner;
import io.podbus.podman.plan.GeneratedFiles;
import io.podbus.podman.plan.PlanContext;
import io.podbus.protocol.SessionId;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Bodies of the create call, planned and given to the real podman as the service would.
final class PlannedPodman {
  static final String IMAGE = "localhost/podbus/sandbox";

  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Path temporary;
  private final Map<CommandPlan, Path> folders =
      Collections.synchronizedMap(new IdentityHashMap<>());
  private final OptionCatalog catalog = new OptionCatalog();
  private final EngineProfile engine;

  /// @param temporary an empty directory
  PlannedPodman(Path temporary) {
    this.temporary = temporary;
    this.engine =
        new EngineProbe(
                (arguments, _) -> Future.succeededFuture(run(arguments, Map.of(), null, temporary)),
                TIMEOUT)
            .probe()
            .result();
    assertThat(engine.problem()).isNull();
  }

  EngineProfile engine() {
    return engine;
  }

  /// What would be run, with a private folder of its own.
  CommandPlan plan(JsonObject body) {
    SessionId id = SessionId.random(RANDOM::nextBytes);
    Path folder = temporary.resolve(id.value());
    CommandPlan plan =
        CommandPlanner.plan(
            catalog.parse(body, engine),
            new PlanContext(id, "it", "tester", folder, engine, TRACE));
    folders.put(plan, folder);
    return plan;
  }

  /// Plans and runs it.
  CommandResult run(JsonObject body, Path directory) {
    return run(prepared(plan(body)), directory);
  }

  CommandResult run(CommandPlan plan, Path directory) {
    Buffer prelude = plan.stdinPrelude();
    return run(
        plan.argv(),
        plan.clientEnvironment(),
        prelude == null ? null : prelude.getBytes(),
        directory);
  }

  /// Makes the plan's folder, with its files.
  CommandPlan prepared(CommandPlan plan) {
    try {
      Path folder = Files.createDirectories(folders.get(plan));
      for (Map.Entry<String, Buffer> file : plan.files().entrySet()) {
        write(folder.resolve(file.getKey()), file.getValue());
      }
      Map<String, Buffer> generated = new GeneratedFiles(System.getenv()).make(plan.generated());
      for (Map.Entry<String, Buffer> file : generated.entrySet()) {
        write(folder.resolve(file.getKey()), file.getValue());
      }
      return plan;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(Path file, Buffer content) throws IOException {
    Files.createDirectories(file.getParent());
    Files.write(file, content.getBytes());
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  /// podman itself, past every plan.
  CommandResult podman(String... arguments) {
    return run(List.of(arguments), Map.of(), null, temporary);
  }

  /// What podman says, where it must succeed.
  String say(String... arguments) {
    CommandResult result = podman(arguments);
    assertThat(result.exitCode()).as(result.stderr()).isZero();
    return result.stdout().strip();
  }

  CommandResult run(
      List<String> arguments, Map<String, String> environment, byte[] input, Path directory) {
    List<String> command = new ArrayList<>(List.of("podman"));
    command.addAll(arguments);
    try {
      Path in =
          Files.write(
              Files.createTempFile(temporary, "in", ""), input == null ? new byte[0] : input);
      Path out = Files.createTempFile(temporary, "out", "");
      Path err = Files.createTempFile(temporary, "err", "");
      ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
      builder.redirectInput(in.toFile()).redirectOutput(out.toFile()).redirectError(err.toFile());
      builder.environment().putAll(environment);
      Process process = builder.start();
      if (!process.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("no end within " + TIMEOUT + ": " + command);
      }
      CommandResult result =
          new CommandResult(process.exitValue(), Files.readString(out), Files.readString(err));
      Files.delete(in);
      Files.delete(out);
      Files.delete(err);
      return result;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
