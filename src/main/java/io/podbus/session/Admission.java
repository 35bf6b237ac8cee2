package io.podbus.session;

import io.podbus.ops.trace.TraceContext;
import io.podbus.ops.trace.Tracer;
import io.podbus.podman.catalog.Catalog;
import io.podbus.podman.catalog.Operation;
import io.podbus.podman.engine.EngineProfile;
import io.podbus.podman.options.OptionCatalog;
import io.podbus.podman.options.SessionOptions;
import io.podbus.podman.plan.CommandPlan;
import io.podbus.podman.plan.CommandPlanner;
import io.podbus.podman.plan.PlanContext;
import io.podbus.podman.policy.Policy;
import io.podbus.protocol.Caller;
import io.podbus.protocol.Failure;
import io.podbus.protocol.FailureException;
import io.podbus.protocol.Problem;
import io.podbus.protocol.SessionId;
import io.podbus.session.admission.PolicyGate;
import io.podbus.session.admission.TargetOwners;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// From an option object to a session: checks it, finds a place, plans. Owned by the manager's
/// event loop.
final class Admission {
  /// How long fetching an image may take.
  static final Duration PULL_TIMEOUT = Duration.ofMinutes(30);

  private final SessionServices services;
  private final SessionRegistry registry;
  private final Consumer<byte[]> randomBytes;
  private final OptionCatalog catalog = new OptionCatalog();
  private final PolicyGate gate;
  private final IdempotentAnswers answers;
  private final TargetFinder targets;
  private final BuildSources sources;

  Admission(SessionServices services, SessionRegistry registry, Consumer<byte[]> randomBytes) {
    this.services = services;
    this.registry = registry;
    this.randomBytes = randomBytes;
    this.gate =
        new PolicyGate(
            catalog,
            services.policy(),
            services.audit(),
            new TargetOwners(
                services.runner(),
                services.config().engine().commandTimeout(),
                registry::hasContainer),
            services.callers()::everyoneIsOne);
    this.answers = new IdempotentAnswers(services.clock());
    this.targets = new TargetFinder(services, registry);
    this.sources = new BuildSources(services);
  }

  /// What can be run, and the schema of each.
  JsonObject operations() {
    JsonObject schemas = new JsonObject();
    for (Operation operation : Catalog.operations()) {
      schemas.put(operation.name(), catalog.schema(operation.name()));
    }
    return new JsonObject()
        .put("operations", catalog.describe())
        .put("schemas", schemas)
        .put("elsewhere", catalog.elsewhere())
        .put("refused", catalog.refusedOperations());
  }

  /// What would run.
  Future<JsonObject> dryRun(JsonObject body, Caller caller) {
    PolicyGate.Passed passed = gate.pass(caller, body, services.engine().get(), "dryRun", null);
    SessionId id = SessionId.random(randomBytes);
    TraceContext shown = SessionTrace.begin(Tracer.off(randomBytes)).context();
    // Files are sent with the build itself alone.
    if (passed.options().text("context").isPresent()) {
      sources.check(passed.options(), null);
    }
    return gate.reach(passed.options(), caller, true)
        .map(_ ->
            CommandPlanner.dryRun(passed.options(), planContext(id, caller, shown))
                .put("policy", Policy.toJson(passed.decisions())));
  }

  /// Makes a session, or answers again what the same key got before.
  ///
  /// @param caller whose session it will be
  /// @param reader the name of a `block` reader that follows from the first record
  /// @param upload the name of the file with what a build is made from; null for none
  Future<JsonObject> create(
      Caller caller,
      JsonObject body,
      @Nullable String idempotencyKey,
      @Nullable String reader,
      @Nullable String upload) {
    registry.live().refuseWhileDraining();
    return idempotencyKey == null
        ? create(caller, body, reader, upload)
        : answers.answer(caller, idempotencyKey, body, () -> create(caller, body, reader, upload));
  }

  /// `{"answer":…}`, what the same key got before; `{}` where it is new here.
  Future<JsonObject> recall(Caller caller, JsonObject body, @Nullable String key) {
    return key == null
        ? Future.succeededFuture(new JsonObject())
        : answers.recall(caller, key, body);
  }

  private Future<JsonObject> create(
      Caller caller, JsonObject body, @Nullable String reader, @Nullable String upload) {
    SessionTrace trace = SessionTrace.begin(services.tracer());
    Future<JsonObject> created;
    try {
      created = create(caller, body, reader, upload, trace);
    } catch (FailureException e) {
      created = Future.failedFuture(e);
    }
    return created.onFailure(cause -> trace.refused(Problem.code(cause)));
  }

  private Future<JsonObject> create(
      Caller caller,
      JsonObject body,
      @Nullable String reader,
      @Nullable String upload,
      SessionTrace trace) {
    EngineProfile engine = services.engine().get();
    SessionId id = SessionId.random(randomBytes);
    SessionOptions options = gate.pass(caller, body, engine, "create", id.value()).options();
    checkBounds(options);
    checkNode(options);
    sources.check(options, upload);
    // Options first: what is wrong with a request does not depend on how busy we are.
    if (!Files.isExecutable(services.podman())) {
      throw new FailureException(
          new Failure.PodmanUnavailable(
              services.podman() + " is not there or not executable.",
              LiveSessions.RETRY_AFTER_SECONDS));
    }
    CommandPlan command = CommandPlanner.plan(options, planContext(id, caller, trace.context()));
    if (SessionKind.of(options) == SessionKind.CONTAINER
        && registry.usesName(command.containerName())) {
      throw new FailureException(
          new Failure.ContainerNameInUse(
              "A session already has a container of the name \""
                  + command.containerName()
                  + "\"."));
    }
    services.starts().refuseIfFull(caller.owner());
    registry.live().refuseWhileFull();
    services.limits().enter(caller.owner(), retainBytes(options));
    registry.live().enter();
    return gate.reach(options, caller, false)
        .compose(_ -> sources.prepare(id, options, command, upload))
        .compose(_ -> targets.find(options, caller))
        .map(found -> {
          // Asking for the container took its time.
          registry.live().refuseWhileDraining();
          SessionPlan plan = plan(id, caller, options, command, reader, found, trace);
          // A time that is none is refused now, not by what is started.
          plan.shown().ifPresent(_ -> plan.logView(services.clock().now()));
          return plan;
        })
        .recover(refused -> {
          registry.live().leave();
          services.limits().leave(caller.owner(), retainBytes(options));
          Future<Void> gone =
              upload == null ? Future.succeededFuture() : sources.discard(id).otherwiseEmpty();
          return gone.compose(_ -> Future.failedFuture(refused));
        })
        .compose(registry::add);
  }

  private int retainBytes(SessionOptions options) {
    return (int) options.retainBytes().orElse(services.config().journal().retainBytes());
  }

  private void checkBounds(SessionOptions options) {
    int ceiling = services.config().journal().maxRetainBytes();
    options
        .retainBytes()
        .ifPresent(wanted -> {
          if (wanted > ceiling) {
            throw new FailureException(
                Failure.InvalidOptions.of(
                    "/retainBytes", "\"retainBytes\" is at most %d here.".formatted(ceiling)));
          }
        });
  }

  /// Where several nodes are one service the right one has been chosen by now.
  private void checkNode(SessionOptions options) {
    options
        .node()
        .filter(wanted -> !wanted.equals(services.node()))
        .ifPresent(_ -> {
          throw new FailureException(
              Failure.InvalidOptions.of("/node", "This is the node " + services.node() + "."));
        });
    if (!services
        .config()
        .cluster()
        .labels()
        .entrySet()
        .containsAll(options.nodeLabels().entrySet())) {
      throw new FailureException(
          Failure.InvalidOptions.of("/nodeLabels", "This node does not have all these labels."));
    }
  }

  private SessionPlan plan(
      SessionId id,
      Caller caller,
      SessionOptions options,
      CommandPlan command,
      @Nullable String reader,
      TargetFinder.Found found,
      SessionTrace trace) {
    trace.admitted(id, options.operation().name());
    return new SessionPlan(
        id,
        caller.owner(),
        options,
        command,
        services.state().sessionDirectory(id),
        retainBytes(options),
        options.startTimeout().orElse(services.config().sessions().startTimeout()),
        options.closeGrace().orElse(services.config().sessions().closeGrace()),
        Optional.ofNullable(reader),
        found.target(),
        found.shown(),
        trace);
  }

  private PlanContext planContext(SessionId id, Caller caller, TraceContext trace) {
    return new PlanContext(
        id,
        services.state().instanceId(),
        caller.owner(),
        services.state().sessionDirectory(id),
        services.engine().get(),
        trace.traceparent());
  }
}
