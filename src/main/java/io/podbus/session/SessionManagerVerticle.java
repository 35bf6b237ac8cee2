package io.podbus.session;

import io.podbus.config.PodbusConfig;
import io.podbus.identity.BusCallers;
import io.podbus.ops.CheckResult;
import io.podbus.ops.Meters;
import io.podbus.ops.Metric;
import io.podbus.ops.Readiness;
import io.podbus.ops.trace.Tracer;
import io.podbus.podman.engine.EngineProfile;
import io.podbus.podman.policy.Policy;
import io.podbus.process.ChildSpawner;
import io.podbus.process.DirectoryWatcher;
import io.podbus.protocol.Action;
import io.podbus.protocol.Caller;
import io.podbus.protocol.Failure;
import io.podbus.protocol.FailureException;
import io.podbus.protocol.Headers;
import io.podbus.protocol.Scope;
import io.podbus.session.admission.AuditLog;
import io.podbus.session.admission.OwnerLimits;
import io.podbus.session.admission.StartQueue;
import io.podbus.session.engine.CapacityCheck;
import io.podbus.session.engine.ContainerReaper;
import io.podbus.session.engine.Engine;
import io.podbus.session.engine.EngineHealth;
import io.podbus.session.engine.EngineLocks;
import io.podbus.session.engine.EngineMeters;
import io.podbus.session.engine.EngineRunner;
import io.podbus.session.engine.ImagePuller;
import io.podbus.session.engine.KnownContainers;
import io.podbus.session.journal.JournalStore;
import io.podbus.session.journal.Recovered;
import io.podbus.session.request.Bodies;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Creates, lists, limits and ends sessions of this process: the address `podbus.sessions`, where
/// it is not one node of several.
///
/// Its start learns what the engine can do and ends what an earlier process on the same state
/// directory left, so that nothing is admitted before that. Deploy one per process.
public final class SessionManagerVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(SessionManagerVerticle.class);

  /// What the manager is given.
  ///
  /// @param podman the executable, absolute
  /// @param environment the whole environment of every podman process
  /// @param callers tells who sent a message
  /// @param policy what callers may do, now
  /// @param audit where what it decided is written
  /// @param clock the time
  /// @param randomBytes fills an array with random bytes
  /// @param meters where figures are told
  /// @param tracer where sessions are told
  /// @param node the name of this node
  /// @param version of the product
  /// @param address on the bus: of all sessions, or in a cluster of this node's alone
  public record Setting(
      PodbusConfig config,
      ChildSpawner spawner,
      DirectoryWatcher watcher,
      StateDirectory state,
      JournalStore journals,
      Path podman,
      Map<String, String> environment,
      BusCallers callers,
      Supplier<Policy> policy,
      AuditLog audit,
      Clock clock,
      Consumer<byte[]> randomBytes,
      Meters meters,
      Tracer tracer,
      String node,
      String version,
      String address) {}

  /// How long a question for health may hang, and for how long its answer serves.
  private static final Duration CHECK_TIMEOUT = Duration.ofSeconds(2);

  /// How often those who wait to start are looked after.
  private static final Duration QUEUE_LOOK = Duration.ofSeconds(1);

  private static final Duration CHECK_AGE = Duration.ofSeconds(5);

  private final Setting setting;
  private @Nullable Admission admission;
  private @Nullable SessionRegistry registry;
  private @Nullable SessionServices services;
  private @Nullable Engine engine;
  private @Nullable LeftoverCleaner cleaner;
  private @Nullable EngineHealth health;

  public SessionManagerVerticle(Setting setting) {
    this.setting = setting;
  }

  @Override
  public Future<?> start() {
    EngineRunner runner =
        new EngineRunner(
            vertx,
            setting.spawner(),
            setting.podman(),
            setting.environment(),
            setting.state().file(""),
            new EngineMeters(setting.meters(), setting.clock().monotonic()));
    Engine learned = new Engine(vertx, runner);
    engine = learned;
    health = new EngineHealth(vertx, runner, learned, setting.config().engine().minFreeBytes());
    ContainerReaper reaper =
        new ContainerReaper(vertx, runner, setting.config().engine().commandTimeout());
    LeftoverCleaner leftovers =
        new LeftoverCleaner(vertx, setting.state(), setting.spawner(), reaper, learned);
    cleaner = leftovers;
    return learned
        .learn()
        .compose(_ -> leftovers.clean())
        .compose(_ -> open(services(runner, reaper, learned)))
        .compose(_ -> vertx.executeBlocking(this::earlierSessions))
        .compose(earlier -> sessions().recovered().deploy(earlier));
  }

  private SessionServices services(EngineRunner runner, ContainerReaper reaper, Engine learned) {
    PodbusConfig config = setting.config();
    boolean feeds = config.bus().publishes(setting.callers().asks());
    return new SessionServices(
        vertx,
        config,
        setting.spawner(),
        setting.watcher(),
        setting.state(),
        learned::profile,
        setting.podman(),
        setting.environment(),
        runner,
        reaper,
        new ImagePuller(
            wanted -> runner.run(wanted.arguments(), wanted.environment(), Admission.PULL_TIMEOUT)),
        starts(),
        limits(),
        journals(),
        new KnownContainers(),
        new SessionMeters(setting.meters(), setting.clock().monotonic()),
        new LifecycleLog(vertx, setting.clock(), feeds),
        setting.tracer(),
        feeds,
        setting.callers(),
        setting.policy(),
        setting.audit(),
        setting.clock(),
        setting.node());
  }

  private StartQueue starts() {
    StartQueue starts =
        new StartQueue(
            setting.config().engine().maxConcurrentStarts(),
            setting.config().limits().queuedStarts(),
            setting.clock().monotonic());
    vertx.setPeriodic(QUEUE_LOOK.toMillis(), _ -> tend(starts));
    setting.meters().show(Metric.START_QUEUE_LIMIT, starts::limit);
    setting.meters().show(Metric.START_QUEUE_WAITING, starts::waiting);
    setting.meters().show(Metric.START_QUEUE_RUNNING, starts::running);
    return starts;
  }

  private OwnerLimits limits() {
    OwnerLimits limits = new OwnerLimits(setting.config().limits(), setting.clock().monotonic());
    setting.meters().show(Metric.LIMITS_REFUSED, limits::refused);
    setting.meters().show(Metric.AUDIT_LOST, setting.audit()::lost);
    return limits;
  }

  /// Only while sessions wait does it matter how many locks the engine has left.
  private void tend(StartQueue starts) {
    if (starts.waiting() == 0) {
      return;
    }
    starts.tellPlaces();
    EngineProfile profile = Objects.requireNonNull(engine).profile();
    if (!profile.remote()) {
      vertx
          .executeBlocking(() -> EngineLocks.read(EngineLocks.file(profile.rootless())))
          .onSuccess(
              locks -> starts.freeLocks(locks.map(EngineLocks::free).orElse(Integer.MAX_VALUE)));
    }
  }

  private JournalStore journals() {
    JournalStore store = setting.journals();
    Meters meters = setting.meters();
    meters.show(Metric.JOURNAL_BYTES, () -> store.figures().memoryBytes());
    meters.show(Metric.JOURNAL_MAX_BYTES, store::totalMemoryBytes);
    meters.show(Metric.JOURNAL_DISK_BYTES, () -> store.figures().diskBytes());
    meters.show(Metric.JOURNAL_DISK_MAX_BYTES, store::totalDiskBytes);
    meters.show(Metric.JOURNAL_LAG_BYTES, () -> store.figures().lagBytes());
    meters.show(Metric.JOURNAL_FAILING, () -> store.figures().failing());
    meters.show(Metric.JOURNAL_FAILURES, () -> store.figures().failures());
    meters.show(Metric.JOURNAL_SKIPPED_BYTES, () -> store.figures().skippedBytes());
    meters.show(Metric.JOURNAL_DAMAGES, () -> store.figures().damages());
    return store;
  }

  /// What an earlier process left of its sessions. A folder that cannot be read keeps nobody from
  /// starting new ones: they live in memory then, and readiness says so.
  private List<Recovered> earlierSessions() {
    List<Recovered> found = List.of();
    try {
      found = setting.journals().recover();
    } catch (IOException e) {
      LOG.error("journals are in memory alone: {}", e.toString());
    }
    CapacityCheck.run(
        setting.config(), setting.journals(), engine().profile(), setting.state().file(""));
    return found;
  }

  private Future<Void> open(SessionServices shared) {
    services = shared;
    SessionRegistry sessions = new SessionRegistry(shared);
    registry = sessions;
    setting.meters().show(Metric.SESSIONS_LIVE, sessions.live()::count);
    setting.meters().show(Metric.SESSIONS_MAX, setting.config().sessions()::max);
    Admission gate = new Admission(shared, sessions, setting.randomBytes());
    admission = gate;
    new Sweeper(shared, sessions).begin();
    return vertx.eventBus().<JsonObject>consumer(setting.address(), this::act).completion();
  }

  private void act(Message<JsonObject> message) {
    Replies.answer(
        message,
        setting.meters(),
        () ->
            handle(Replies.action(message), message)
                .map(answer -> {
                  message.reply(answer.body(), status(answer.status()));
                  return null;
                }));
  }

  private static DeliveryOptions status(int status) {
    return new DeliveryOptions().addHeader(Headers.STATUS, Integer.toString(status));
  }

  private Future<SessionActions.Answer> handle(Action action, Message<JsonObject> message) {
    Caller caller = setting.callers().of(message.headers());
    Replies.require(caller, action.scope());
    JsonObject body = Bodies.object(message.body());
    return switch (action) {
      case CREATE ->
          admission()
              .create(
                  caller,
                  body,
                  message.headers().get(Headers.IDEMPOTENCY_KEY),
                  message.headers().get(Headers.READER),
                  message.headers().get(Headers.UPLOAD))
              .map(session -> new SessionActions.Answer(session, 201));
      case RECALL ->
          admission()
              .recall(caller, body, message.headers().get(Headers.IDEMPOTENCY_KEY))
              .map(SessionActions.Answer::of);
      case LIST -> sessions().list(body, caller).map(SessionActions.Answer::of);
      case OPERATIONS -> Future.succeededFuture(SessionActions.Answer.of(admission().operations()));
      case DRY_RUN -> admission().dryRun(body, caller).map(SessionActions.Answer::of);
      case CAPABILITIES -> Future.succeededFuture(SessionActions.Answer.of(capabilities()));
      case EVENTS -> services().lifecycle().read(body, caller).map(SessionActions.Answer::of);
      case USAGE -> {
        // Of the whole service and its host, not of the caller's own alone.
        Replies.require(caller, Scope.ADMIN);
        yield new ServiceUsage(services(), sessions()).read().map(SessionActions.Answer::of);
      }
      case GET,
          INPUT,
          EOF,
          SIGNAL,
          RESIZE,
          PAUSE,
          RESUME,
          CLOSE,
          EXEC,
          READ,
          WAIT,
          PURGE,
          RELEASE,
          RESULT,
          SUBSCRIBE,
          CREDIT,
          UNSUBSCRIBE ->
          Future.failedFuture(
              new FailureException(
                  Failure.InvalidOptions.of(
                      "",
                      "The action \"%s\" belongs to a session's own address, podbus.session.<id>."
                          .formatted(action.wireName()))));
    };
  }

  private Admission admission() {
    if (admission == null) {
      throw new FailureException(new Failure.Draining("The service is starting.", 1));
    }
    return admission;
  }

  private JsonObject capabilities() {
    return Capabilities.describe(setting.version(), setting.config(), engine().profile());
  }

  private SessionServices services() {
    if (services == null) {
      throw new FailureException(new Failure.Draining("The service is starting.", 1));
    }
    return services;
  }

  private SessionRegistry sessions() {
    if (registry == null) {
      throw new FailureException(new Failure.Draining("The service is starting.", 1));
    }
    return registry;
  }

  /// Refuses new sessions from now on and ends those that run, with proof, within the time that
  /// `shutdown.timeoutMs` leaves. Any thread.
  ///
  /// @return completes when all have ended and told so, or when the time is over
  public Future<Void> drain() {
    SessionRegistry sessions = registry;
    if (sessions == null) {
      return Future.succeededFuture();
    }
    LOG.info("draining: no new sessions; ending {}", sessions.live().count());
    // Kept containers of sessions that ended earlier go too: nothing of ours outlives us.
    return sessions
        .drain(setting.config().shutdown().timeout())
        .compose(_ -> cleaner == null ? Future.succeededFuture() : cleaner.removeContainers())
        .compose(_ -> sessions.removeKeptFolders());
  }

  /// Adds what this side knows to what decides whether the service is ready. After the start.
  public void addChecks(Readiness readiness) {
    EngineHealth engineHealth = Objects.requireNonNull(health);
    SessionServices shared = services();
    readiness
        .add("podman", CHECK_TIMEOUT, CHECK_AGE, engineHealth::answers)
        .add("storage", CHECK_TIMEOUT, CHECK_AGE, engineHealth::storage)
        .add("locks", CHECK_TIMEOUT, CHECK_AGE, engineHealth::locks)
        .add("startQueue", CHECK_TIMEOUT, () -> Future.succeededFuture(startQueueCheck(shared)));
  }

  private static CheckResult startQueueCheck(SessionServices shared) {
    Map<String, Object> facts =
        Map.of(
            "waiting", shared.starts().waiting(),
            "running", shared.starts().running(),
            "limit", shared.starts().limit());
    return new CheckResult(true, "starts are taken in order", facts);
  }

  /// What is known of the engine. Any thread.
  public Engine engine() {
    if (engine == null) {
      throw new IllegalStateException("not started");
    }
    return engine;
  }

  /// How many wait to start. Any thread.
  public int waitingStarts() {
    return services == null ? 0 : services.starts().waiting();
  }

  /// How long a start takes of late, in milliseconds; 0 while none was measured. Any thread.
  public long startMillis() {
    return services == null ? 0 : services.starts().startMillis();
  }

  /// How many sessions have not ended. Any thread.
  public int liveSessions() {
    return registry == null ? 0 : registry.live().count();
  }

  /// How many sessions there are, ended ones with their output included. Any thread.
  public int keptSessions() {
    return registry == null ? 0 : registry.size();
  }
}
