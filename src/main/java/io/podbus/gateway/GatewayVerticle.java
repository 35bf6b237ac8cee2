package io.podbus.gateway;

import io.podbus.config.TlsFiles;
import io.podbus.gateway.Routes.Route;
import io.podbus.gateway.terminal.Subprotocols;
import io.podbus.gateway.terminal.TerminalConnection;
import io.podbus.identity.Identity;
import io.podbus.ops.Meters;
import io.podbus.ops.trace.Tracer;
import io.podbus.protocol.Action;
import io.podbus.protocol.Caller;
import io.podbus.protocol.Failure;
import io.podbus.protocol.FailureException;
import io.podbus.protocol.Scope;
import io.podbus.protocol.SessionId;
import io.podbus.protocol.SessionNodes;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/// The data port: HTTP and SSE in, bus out. Keeps nothing between requests but the schemas of the
/// operations; any number of instances share one port.
///
/// When it is undeployed it takes no new connections, lets open answers come to their end for
/// [#STOP_GRACE], and then closes them.
public final class GatewayVerticle extends VerticleBase {
  /// How long answers that are under way may take when the gateway stops.
  public static final Duration STOP_GRACE = Duration.ofSeconds(5);

  /// Vert.x shares a free port among the servers that ask for the same negative one.
  private static final int SHARED_FREE_PORT = -1;

  /// How long a WebSocket client may take to answer that its connection is being closed.
  private static final int CLOSING_SECONDS = 2;

  private static final int MAX_REQUEST_LINE = 16 * 1024;

  /// Asks for what is nobody's: the operations.
  private static final Identity SERVICE =
      new Identity(new Caller("podbus", Set.of(Scope.READ.wireName())), Instant.MAX, "the service");

  private final GatewaySettings settings;
  private final GatewayAccess access;
  private final SessionNodes nodes;
  private final Authentication authentication;
  private final Cors cors;
  private final BooleanSupplier draining;
  private final LongSupplier nanos;
  private final SecureRandom random = new SecureRandom();
  private final Promise<Integer> port = Promise.promise();

  // Filled by start(), from then on used by the context's thread alone.
  private Routes routes = new Routes(List.of());
  private final HostGuard guard;
  private final Problems problems;
  private final IdleConnections idle;
  private final GatewayMeters meters;
  private final RequestTraces traces;
  private final RequestFraming framing = new RequestFraming();
  private volatile Future<HttpServer> server = Future.failedFuture("not started");

  /// @param access who may call
  /// @param draining whether the service is shutting down, so that nothing new may be created;
  ///   asked from the context's thread
  /// @param nanos a monotonic clock, as `System::nanoTime`
  /// @param meters where figures are told
  /// @param tracer where requests are told
  public GatewayVerticle(
      GatewaySettings settings,
      GatewayAccess access,
      BooleanSupplier draining,
      LongSupplier nanos,
      Meters meters,
      Tracer tracer) {
    this(settings, access, draining, nanos, meters, tracer, SessionNodes.ALONE);
  }

  /// The same as one node of several.
  ///
  /// @param nodes where sessions are
  public GatewayVerticle(
      GatewaySettings settings,
      GatewayAccess access,
      BooleanSupplier draining,
      LongSupplier nanos,
      Meters meters,
      Tracer tracer,
      SessionNodes nodes) {
    this.nodes = nodes;
    this.settings = settings;
    this.authentication = new Authentication(access, InstantSource.system());
    this.access = access;
    this.cors = new Cors(access.allowedOrigins());
    this.draining = draining;
    this.nanos = nanos;
    this.guard =
        new HostGuard(settings.host(), access.authenticator().open(), access.allowedHosts(), cors);
    this.problems = new Problems(() -> SessionId.random(random::nextBytes).value());
    this.meters = new GatewayMeters(meters, nanos);
    this.traces = new RequestTraces(tracer);
    this.idle =
        new IdleConnections(settings.patience(), settings.connections(), nanos, this.meters);
  }

  /// The port that it listens on, once it does. Any thread.
  public Future<Integer> port() {
    return port.future();
  }

  /// Takes another certificate for connections from now on. Any thread.
  public Future<Void> renew(TlsFiles.Material material) {
    return server.compose(bound -> bound.updateSSLOptions(Tls.renewed(material))).mapEmpty();
  }

  @Override
  public Future<?> start() {
    routes = new Routes(table());
    idle.watch(vertx);
    int wanted = settings.port() == 0 ? SHARED_FREE_PORT : settings.port();
    server =
        vertx
            .createHttpServer(options())
            .connectionHandler(idle::opened)
            .requestHandler(this::answer)
            .invalidRequestHandler(this::refuse)
            .listen(wanted, settings.host());
    return server.onSuccess(bound -> port.complete(bound.actualPort())).onFailure(port::fail);
  }

  @Override
  public Future<?> stop() {
    return server.succeeded()
        ? server.result().shutdown(STOP_GRACE.toMillis(), TimeUnit.MILLISECONDS)
        : Future.succeededFuture();
  }

  private HttpServerOptions options() {
    return Tls.server(access.tls())
        .setTcpNoDelay(true)
        .setHttp2ClearTextEnabled(false)
        .setHandle100ContinueAutomatically(true)
        .setMaxHeaderSize(settings.maxHeaderBytes())
        .setMaxInitialLineLength(MAX_REQUEST_LINE)
        .setMaxChunkSize(InputStreaming.MESSAGE_BYTES)
        .setWebSocketSubProtocols(Subprotocols.OFFERED)
        .setWebSocketClosingTimeout(CLOSING_SECONDS)
        .setMaxWebSocketFrameSize(TerminalConnection.MAX_FRAME_BYTES)
        .setMaxWebSocketMessageSize(TerminalConnection.MAX_MESSAGE_BYTES)
        // A compressor costs a quarter of a megabyte per connection, and time on every keystroke.
        .setPerMessageWebSocketCompressionSupported(false)
        .setPerFrameWebSocketCompressionSupported(false);
  }

  private List<Route> table() {
    BodyPace pace = new BodyPace(vertx, settings.patience(), meters.cut("body"));
    Bodies bodies = new Bodies(settings.maxBodyBytes(), pace);
    Uploads uploads = new Uploads(vertx, settings.uploads(), pace, random::nextBytes);
    Schemas schemas = new Schemas(authentication.bus(vertx.eventBus(), nodes, SERVICE));
    Readers readers = new Readers(settings.heartbeat(), nanos, random, vertx, meters);
    StartSession starting = new StartSession(readers, draining);
    String session = "/v1/sessions/{id}";
    Set<String> none = Set.of();
    return List.of(
        post(
            "/v1/sessions",
            CreateSession.QUERY,
            new CreateSession(bodies, uploads, schemas, starting)),
        get("/v1/sessions", ListSessions.QUERY, new ListSessions()),
        get(session, none, new ShowSession()),
        Route.of(HttpMethod.DELETE, session, CloseSession.QUERY, new CloseSession()),
        get(session + "/events", FollowEvents.QUERY, new FollowEvents(readers)),
        get(session + "/output", ReadOutput.QUERY, new ReadOutput(readers, false)),
        get(
            session + "/output/{stream}",
            ReadOutput.QUERY_OF_STREAM,
            new ReadOutput(readers, true)),
        get(session + "/recording.cast", RecordSession.QUERY, new RecordSession(readers)),
        post(session + "/input", SendInput.QUERY, new SendInput(bodies)),
        post(session + "/signal", none, new CommandSession(bodies, Action.SIGNAL)),
        post(session + "/resize", none, new CommandSession(bodies, Action.RESIZE)),
        post(session + "/wait", none, new WaitForOutput(bodies, readers)),
        post(session + "/exec", ExecInSession.QUERY, new ExecInSession(bodies, schemas, starting)),
        get(
            session + "/terminal",
            OpenTerminal.QUERY,
            new OpenTerminal(vertx, readers, problems, settings.heartbeat(), idle)),
        post("/v1/tickets", none, new IssueTicket(bodies, access.tickets())),
        post(session + "/pause", none, new AskSession(Action.PAUSE)),
        post(session + "/resume", none, new AskSession(Action.RESUME)),
        get(session + "/usage", none, new AskSession(Action.USAGE)),
        get("/v1/capabilities", none, new AskService(Action.CAPABILITIES)),
        get("/v1/usage", none, new AskService(Action.USAGE)),
        get("/v1/events", FollowLifecycle.QUERY, new FollowLifecycle(settings.heartbeat())),
        get("/openapi.json", none, new ShowOpenApi(vertx, schemas)),
        get("/v1/operations", none, new ListOperations(schemas)),
        get("/v1/operations/{op}/schema", none, new ShowSchema(schemas)));
  }

  /// The table of calls, once it is deployed.
  List<Route> routes() {
    return routes.table();
  }

  private static Route get(String path, Set<String> query, Call call) {
    return Route.of(HttpMethod.GET, path, query, call);
  }

  private static Route post(String path, Set<String> query, Call call) {
    return Route.of(HttpMethod.POST, path, query, call);
  }

  private void answer(HttpServerRequest request) {
    if (!framing.takes(request)) {
      return;
    }
    idle.began(request.connection());
    Exchange exchange = exchange(request);
    exchange.whenOver(() -> {
      idle.ended(request.connection());
      framing.ended(request.connection());
    });
    Future<?> answered;
    try {
      framing.check(request);
      guard.check(request);
      cors.mark(request);
      if (Cors.isPreflight(request)) {
        cors.answerPreflight(request);
        return;
      }
      Identity identity = authentication.of(request);
      exchange.bind(identity, authentication.bus(vertx.eventBus(), nodes, identity));
      Routes.Match match = routes.find(request.method(), request.path());
      exchange.route(match.route().template());
      exchange.bind(match.variables(), Query.of(request, match.route().query()));
      answered = match.route().call().answer(exchange);
    } catch (RuntimeException e) {
      Bodies.discard(request);
      answered = Future.failedFuture(e);
    }
    answered.onFailure(exchange::fail);
  }

  private Exchange exchange(HttpServerRequest request) {
    return new Exchange(request, settings.streams(), problems, meters, traces);
  }

  /// What is no request at all. Nothing behind it on the connection can be trusted.
  private void refuse(HttpServerRequest request) {
    Exchange exchange = exchange(request);
    exchange.fail(
        new FailureException(
            Failure.InvalidOptions.of(
                "", "This is not HTTP, or its request line or header fields are too long.")));
    exchange.breakOff();
  }
}
