package io.podbus.session;

import io.podbus.config.BuildConfig;
import io.podbus.podman.options.SessionOptions;
import io.podbus.podman.plan.CommandPlan;
import io.podbus.protocol.Failure;
import io.podbus.protocol.Failure.Violation;
import io.podbus.protocol.FailureException;
import io.podbus.protocol.SessionId;
import io.podbus.session.build.ContextUnpacker;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a build is made from: files that came with the request, or a directory of this host that
/// the operator allows. Both are there, and are what they should be, before the session is
/// admitted. Owned by the manager's event loop.
final class BuildSources {
  private static final Pattern UPLOAD = Pattern.compile("[0-9a-f]{32}");
  private static final String CONTEXT = "context";

  /// Options that name one more file to read.
  private static final List<String> FILES = List.of("file", "ignorefile");

  private final SessionServices services;

  BuildSources(SessionServices services) {
    this.services = services;
  }

  /// What can be said without a look at the disk.
  ///
  /// @param upload the name of the file that was received; null for none
  /// @throws FailureException `invalid-options` or `policy-denied`
  void check(SessionOptions options, @Nullable String upload) {
    if (SessionKind.of(options) != SessionKind.BUILD) {
      if (upload != null) {
        throw invalid("/operation", "Only a build takes files with its request.");
      }
      return;
    }
    Optional<Path> context = options.text(CONTEXT).map(Path::of);
    if (upload == null && context.isEmpty()) {
      throw invalid(
          "/context",
          "A build needs its files: send them as application/x-tar, or name a \"context\".");
    }
    if (upload != null && (context.isPresent() || !UPLOAD.matcher(upload).matches())) {
      throw invalid("/context", "The files are sent with the request: leave it out.");
    }
    context.ifPresent(path -> allow(CONTEXT, path.normalize()));
    for (String option : FILES) {
      options
          .text(option)
          .map(Path::of)
          .filter(Path::isAbsolute)
          .ifPresent(path -> allow(option, path.normalize()));
    }
  }

  /// Makes the files ready that came with the request; of those of this host, finds out where their
  /// links lead.
  ///
  /// @return fails with `invalid-options`, `input-too-large` or `policy-denied`; what was unpacked
  ///   is then to be discarded
  Future<Void> prepare(
      SessionId id, SessionOptions options, CommandPlan command, @Nullable String upload) {
    if (SessionKind.of(options) != SessionKind.BUILD) {
      return Future.succeededFuture();
    }
    return services
        .vertx()
        .executeBlocking(
            () -> {
              if (upload != null) {
                unpack(id, command, services.state().upload(upload));
              }
              look(options, command);
              return (Void) null;
            },
            false);
  }

  /// Takes away what was made ready for a session that will not be.
  Future<Void> discard(SessionId id) {
    return services
        .vertx()
        .executeBlocking(
            () -> {
              services.state().remove(id);
              return (Void) null;
            },
            false);
  }

  private void unpack(SessionId id, CommandPlan command, Path archive) throws IOException {
    Path target = command.uploadedContext();
    if (target == null) {
      throw new IllegalStateException("a plan without a place for the files");
    }
    Map<String, Buffer> nothingYet = Map.of();
    services.state().prepare(id, nothingYet);
    Files.createDirectory(target);
    new ContextUnpacker(target, config().maxContextBytes()).unpack(archive);
  }

  private void look(SessionOptions options, CommandPlan command) throws IOException {
    Path uploaded = command.uploadedContext();
    Path context = uploaded == null ? Path.of(options.text(CONTEXT).orElseThrow()) : uploaded;
    if (!Files.isDirectory(context)) {
      throw invalid("/context", "\"%s\" is no directory of this host.".formatted(context));
    }
    Path real = context.toRealPath();
    if (uploaded == null) {
      allowReal(CONTEXT, real);
    }
    for (String option : FILES) {
      Path file = options.text(option).map(context::resolve).orElse(null);
      if (file == null) {
        continue;
      }
      if (!Files.isRegularFile(file)) {
        throw invalid(
            "/" + option, "There is no file \"%s\".".formatted(options.text(option).get()));
      }
      Path realFile = file.toRealPath();
      if (!realFile.startsWith(real)) {
        allowReal(option, realFile);
      }
    }
  }

  private void allow(String option, Path path) {
    if (config().contextRoots().stream().noneMatch(path::startsWith)) {
      throw denied(option);
    }
  }

  private void allowReal(String option, Path path) throws IOException {
    for (Path root : config().contextRoots()) {
      if (Files.isDirectory(root) && path.startsWith(root.toRealPath())) {
        return;
      }
    }
    throw denied(option);
  }

  private FailureException denied(String option) {
    String detail =
        config().contextRoots().isEmpty()
            ? "Nothing of this host can be built from (build.contextRoots is empty): send the files"
                + " with the request, as application/x-tar."
            : "It is in none of the directories that can be built from (build.contextRoots).";
    return new FailureException(
        new Failure.PolicyDenied(detail, List.of(new Violation("/" + option, detail))));
  }

  private BuildConfig config() {
    return services.config().build();
  }

  private static FailureException invalid(String pointer, String sentence) {
    return new FailureException(Failure.InvalidOptions.of(pointer, sentence));
  }
}
