package io.podbus.session.engine;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// Gathers requests of one kind while earlier ones are under way, and does them together: eight
/// containers stop in one `podman stop` in the time of two.
///
/// Callable on any thread; the work happens on one context.
///
/// @param <K> what is asked for; equal requests are answered together
/// @param <V> the answer
final class Batcher<K, V> {
  private final Context context;
  private final int concurrency;
  private final int maxSize;
  private final Function<List<K>, Future<Function<K, V>>> work;
  // Of the context's thread.
  private final Map<K, List<Promise<V>>> waiting = new LinkedHashMap<>();
  private int running;

  /// @param concurrency how many batches may be under way at once
  /// @param maxSize how many requests one batch may hold
  /// @param work does a batch; its answer maps each request to that request's own
  Batcher(
      Context context,
      int concurrency,
      int maxSize,
      Function<List<K>, Future<Function<K, V>>> work) {
    this.context = context;
    this.concurrency = concurrency;
    this.maxSize = maxSize;
    this.work = work;
  }

  Future<V> submit(K request) {
    Promise<V> answer = Promise.promise();
    context.runOnContext(_ -> {
      waiting.computeIfAbsent(request, _ -> new ArrayList<>()).add(answer);
      next();
    });
    return answer.future();
  }

  private void next() {
    if (running >= concurrency || waiting.isEmpty()) {
      return;
    }
    running++;
    Map<K, List<Promise<V>>> batch = new LinkedHashMap<>();
    for (K request : List.copyOf(waiting.keySet())) {
      if (batch.size() == maxSize) {
        break;
      }
      List<Promise<V>> asked = waiting.remove(request);
      if (asked != null) {
        batch.put(request, asked);
      }
    }
    work.apply(List.copyOf(batch.keySet()))
        .onComplete(done ->
            context.runOnContext(_ -> {
              running--;
              batch.forEach((request, asked) ->
                  asked.forEach(promise -> {
                    if (done.succeeded()) {
                      promise.complete(done.result().apply(request));
                    } else {
                      promise.fail(done.cause());
                    }
                  }));
              next();
            }));
  }
}
