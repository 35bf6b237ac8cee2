package io.podbus.session;

import io.podbus.podman.plan.CommandPlanner;
import io.podbus.process.ChildSpawner;
import io.podbus.process.MarkedProcesses;
import io.podbus.process.Signal;
import io.podbus.process.StrayProcesses;
import io.podbus.session.engine.ContainerReaper;
import io.podbus.session.engine.Engine;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Ends and removes what an earlier process on the same state directory left when it was killed:
/// containers with our instance's label, processes of execs, folders with secrets.
final class LeftoverCleaner {
  private static final Logger LOG = LoggerFactory.getLogger(LeftoverCleaner.class);
  private static final int MAX_ROUNDS = 20;

  private final Vertx vertx;
  private final StateDirectory state;
  private final ChildSpawner spawner;
  private final ContainerReaper reaper;
  private final Engine engine;

  LeftoverCleaner(
      Vertx vertx,
      StateDirectory state,
      ChildSpawner spawner,
      ContainerReaper reaper,
      Engine engine) {
    this.vertx = vertx;
    this.spawner = spawner;
    this.state = state;
    this.reaper = reaper;
    this.engine = engine;
  }

  /// Completes when nothing is left. An engine that cannot be asked is told in the log: the sweeper
  /// goes on trying.
  Future<Void> clean() {
    return removeContainers()
        .compose(containers ->
            vertx
                .executeBlocking(this::endStrays)
                // A start that was still under way may have made one more container.
                .compose(strays -> strays > 0 ? removeContainers() : Future.succeededFuture(0))
                .map(more -> containers + more))
        .compose(containers ->
            vertx.executeBlocking(() -> {
              int folders = removeFolders();
              if (containers + folders > 0) {
                LOG.warn(
                    "an earlier run left {} containers and {} session folders: removed",
                    containers,
                    folders);
              }
              return null;
            }));
  }

  /// Ends and removes all containers that carry our instance's label; answers how many.
  Future<Integer> removeContainers() {
    return engine.profile().known() ? removeContainers(0, 0) : Future.succeededFuture(0);
  }

  private Future<Integer> removeContainers(int round, int removed) {
    return reaper
        .findOfInstance(state.instanceId())
        .compose(found -> {
          int done = Math.max(removed, found.size());
          if (found.isEmpty()) {
            return Future.succeededFuture(done);
          }
          if (round == MAX_ROUNDS) {
            LOG.error("{} containers cannot be removed: {}", found.size(), found);
            return Future.succeededFuture(done);
          }
          return Future.join(found.stream().map(listed -> reaper.remove(listed.id())).toList())
              .compose(_ -> removeContainers(round + 1, done));
        });
  }

  /// Ends the starts that were under way, which the engine may know nothing of.
  private int endStrays() throws IOException {
    Set<String> words = new HashSet<>();
    for (StateDirectory.Leftover leftover : state.leftovers()) {
      words.addAll(ContainerKiller.strayWords(leftover.directory()));
    }
    if (words.isEmpty()) {
      return 0;
    }
    StrayProcesses strays = spawner.strayProcesses(words);
    int ended = 0;
    int found = strays.kill();
    for (int round = 0; round < MAX_ROUNDS && found > 0; round++) {
      ended += found;
      found = strays.kill();
    }
    return ended;
  }

  private int removeFolders() throws IOException {
    List<StateDirectory.Leftover> left = state.leftovers();
    for (StateDirectory.Leftover leftover : left) {
      Long container = leftover.execContainer();
      if (container != null) {
        endExec(container, leftover);
      }
      state.removeLeftover(leftover);
    }
    return left.size();
  }

  private void endExec(long container, StateDirectory.Leftover leftover) throws IOException {
    MarkedProcesses processes =
        spawner.markedProcesses(container, CommandPlanner.MARKER + "=" + leftover.id().value());
    for (int round = 0; round < MAX_ROUNDS && processes.signal(Signal.KILL) > 0; round++) {
      Thread.onSpinWait();
    }
  }
}
