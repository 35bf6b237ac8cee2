package io.podbus;

import io.podbus.config.ConfigException;
import io.podbus.config.ConfigLoader;
import io.podbus.config.PodbusConfig;
import io.podbus.process.PrivateFiles;
import io.podbus.process.UnsupportedPlatformException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The program: reads the configuration, starts the service, says where it listens, and ends it on
/// SIGTERM and SIGINT.
///
/// Exit codes: 0 after a shutdown, 2 for a configuration that is wrong, 1 for a start that fails.
public final class Main {
  private static final Logger LOG = LoggerFactory.getLogger(Main.class);

  /// What the service may take beyond `shutdown.timeoutMs` to close what is left.
  private static final Duration STOP_MARGIN = Duration.ofSeconds(5);

  /// How long a start may still take that is told to end. All that can hang comes before the ports.
  private static final Duration STARTING = Duration.ofSeconds(2);

  private Main() {}

  public static void main(String[] arguments) {
    // Nothing of ours looks a name up on the way of a request: the platform's resolver will do, and
    // Vert.x's own takes its time to start.
    System.setProperty("vertx.disableDnsResolver", "true");
    if (arguments.length > 0) {
      System.exit(answer(arguments));
      return;
    }
    PodbusConfig config;
    try {
      config = ConfigLoader.load(ConfigLoader.file(System.getenv()), System.getenv());
    } catch (ConfigException e) {
      System.err.println("podbus: " + e.getMessage());
      System.exit(2);
      return;
    }
    try {
      PrivateFiles.only();
    } catch (UnsupportedPlatformException e) {
      fail(e);
      return;
    }
    LOG.info("podbus {} on Java {}", Version.current(), Runtime.version());
    config.describe().forEach(line -> LOG.info("config: {}", line));
    start(config);
  }

  private static int answer(String[] arguments) {
    if (arguments.length == 1 && arguments[0].equals("--version")) {
      System.out.println("podbus " + Version.current());
      return 0;
    }
    if (arguments.length == 1 && arguments[0].equals("prepare")) {
      return Training.run();
    }
    if (arguments.length == 1 && arguments[0].equals("health")) {
      return HealthProbe.run(System.getenv());
    }
    System.err.println(
        "podbus: takes no arguments but --version, health and prepare; it is configured by"
            + " conf/podbus.yaml and the environment.");
    return 2;
  }

  private static void start(PodbusConfig config) {
    CompletableFuture<Podbus> started = new CompletableFuture<>();
    // Before the start: also one that hangs is told to end.
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(started, config), "shutdown"));
    Podbus podbus;
    try {
      Podbus.start(config, System.getenv())
          .onComplete(started::complete, started::completeExceptionally);
      podbus = started.get(2, TimeUnit.MINUTES);
    } catch (ExecutionException e) {
      fail(e.getCause() == null ? e : e.getCause());
      return;
    } catch (TimeoutException e) {
      fail(new IllegalStateException("the service did not start within two minutes", e));
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      fail(e);
      return;
    }
    welcome(podbus);
  }

  private static void fail(Throwable cause) {
    System.err.println("podbus: cannot start: " + cause.getMessage());
    LOG.debug("cannot start", cause);
    // Not exit(): an event loop that waits for the end of a hung start must not hold us.
    Runtime.getRuntime().halt(1);
  }

  /// A hook, because that is how the JVM tells of signals; it ends with 0 itself, since the JVM's
  /// own code for a handled SIGTERM is 143.
  private static void stop(CompletableFuture<Podbus> started, PodbusConfig config) {
    Duration limit = config.shutdown().timeout().plus(STOP_MARGIN);
    int code = 0;
    try {
      Optional<Podbus> podbus = within(STARTING, started);
      if (podbus.isEmpty()) {
        giveUp();
        return;
      }
      podbus
          .get()
          .stop()
          .toCompletionStage()
          .toCompletableFuture()
          .get(limit.toMillis(), TimeUnit.MILLISECONDS);
      LOG.info("stopped");
    } catch (ExecutionException | TimeoutException e) {
      LOG.error("stopped, but not cleanly", e);
      code = 1;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(code);
  }

  /// The service, where its start is done or nearly so.
  private static Optional<Podbus> within(Duration patience, CompletableFuture<Podbus> started)
      throws InterruptedException {
    try {
      return Optional.of(started.get(patience.toMillis(), TimeUnit.MILLISECONDS));
    } catch (ExecutionException | TimeoutException _) {
      return Optional.empty();
    }
  }

  /// A start that hangs does so before a port is open: there are no sessions, and what podman is
  /// being asked ends with us.
  private static void giveUp() {
    LOG.info("stopped while starting");
    ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
    Runtime.getRuntime().halt(0);
  }

  private static void welcome(Podbus podbus) {
    System.out.printf(
        """
        Podbus listens on %s (management: %s). Try:

          curl -s '%s/v1/sessions?wait=true' -H 'Content-Type: application/json' \\
            -d '{"image":"localhost/podbus/sandbox","command":"echo","args":["hello"]}'

        """,
        podbus.dataUrl(), podbus.managementUrl(), podbus.dataUrl());
    System.out.flush();
  }
}
