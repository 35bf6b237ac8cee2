package io.podbus.session.engine;

import io.podbus.podman.engine.CommandRunner;
import io.podbus.podman.engine.EngineCommands;
import io.podbus.podman.engine.ListedContainer;
import io.podbus.protocol.SessionId;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Ends and removes containers, and proves that they are gone. Requests of many sessions go to the
/// engine together, because each of its commands costs some 50 ms whatever it does.
///
/// Whether a command worked is not told by the command but by [#find]: the engine's list is the
/// proof. Callable on any thread.
public final class ContainerReaper {
  private static final Logger LOG = LoggerFactory.getLogger(ContainerReaper.class);
  private static final int BATCH_SIZE = 32;

  private final CommandRunner runner;
  private final Duration commandTimeout;
  private final Context context;
  private final Map<Duration, Batcher<String, Boolean>> stops = new HashMap<>();
  private final Batcher<String, Boolean> removals;
  private final Batcher<SessionId, List<ListedContainer>> lists;

  /// @param commandTimeout how long a command may take beyond the grace that it is given
  public ContainerReaper(Vertx vertx, CommandRunner runner, Duration commandTimeout) {
    this.runner = runner;
    this.commandTimeout = commandTimeout;
    this.context = vertx.getOrCreateContext();
    this.removals = new Batcher<>(context, 2, BATCH_SIZE, this::removeBatch);
    this.lists = new Batcher<>(context, 1, Integer.MAX_VALUE, this::listBatch);
  }

  /// Asks the container's first process to end, and kills it after the grace. A container that is
  /// not there is no failure.
  public Future<Boolean> stop(String container, Duration grace) {
    Batcher<String, Boolean> batcher;
    synchronized (stops) {
      // One batch, one grace: callers that choose a grace of their own share with nobody else.
      if (stops.size() > 1000) {
        stops.clear();
      }
      batcher =
          stops.computeIfAbsent(
              grace,
              time -> new Batcher<>(context, 4, BATCH_SIZE, batch -> stopBatch(batch, time)));
    }
    return batcher.submit(container);
  }

  /// Kills and removes the container. One that is not there is no failure.
  public Future<Boolean> remove(String container) {
    return removals.submit(container);
  }

  /// The containers that carry this session's label, in whatever state.
  public Future<List<ListedContainer>> find(SessionId id) {
    return lists.submit(id);
  }

  /// The containers that carry this instance's label, in whatever state.
  public Future<List<ListedContainer>> findOfInstance(String instanceId) {
    return runner
        .run(EngineCommands.listInstance(instanceId), commandTimeout)
        .map(EngineCommands::parseList);
  }

  private Future<Function<String, Boolean>> stopBatch(List<String> containers, Duration grace) {
    return run(EngineCommands.stop(grace, containers), grace.plus(commandTimeout));
  }

  private Future<Function<String, Boolean>> removeBatch(List<String> containers) {
    return run(EngineCommands.remove(containers), commandTimeout);
  }

  private Future<Function<String, Boolean>> run(List<String> arguments, Duration timeout) {
    return runner
        .run(arguments, timeout)
        .map(result -> {
          if (result.exitCode() != 0) {
            LOG.debug(
                "podman {} ended with {}: {}",
                arguments.getFirst(),
                result.exitCode(),
                result.stderr().strip());
          }
          return _ -> result.exitCode() == 0;
        });
  }

  private Future<Function<SessionId, List<ListedContainer>>> listBatch(List<SessionId> ids) {
    return runner
        .run(EngineCommands.list(), commandTimeout)
        .map(result -> {
          List<ListedContainer> all = EngineCommands.parseList(result);
          return id -> all.stream().filter(listed -> listed.session().equals(id.value())).toList();
        });
  }
}
