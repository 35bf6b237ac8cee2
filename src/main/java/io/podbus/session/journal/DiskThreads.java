package io.podbus.session.journal;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// A few threads on which readers of all sessions wait for the disk, so that neither a loop does
/// nor the workers that start sessions. Each reader has one request under way at most. Thread-safe.
final class DiskThreads {
  private static final int COUNT = 4;

  private final ThreadPoolExecutor threads =
      new ThreadPoolExecutor(
          COUNT,
          COUNT,
          10,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(),
          Thread.ofPlatform().name("journal-reader-", 0).daemon().factory());

  DiskThreads() {
    threads.allowCoreThreadTimeOut(true);
  }

  /// Does something that waits.
  ///
  /// @return completes on the context of the caller
  <T> Future<T> call(Callable<T> work) {
    Context context = Vertx.currentContext();
    Promise<T> done = Promise.promise();
    try {
      threads.execute(() -> run(work, context, done));
    } catch (RejectedExecutionException e) {
      return Future.failedFuture(e);
    }
    return done.future();
  }

  private static <T> void run(Callable<T> work, Context context, Promise<T> done) {
    try {
      T result = work.call();
      context.runOnContext(_ -> done.complete(result));
    } catch (Exception e) {
      context.runOnContext(_ -> done.fail(e));
    }
  }

  void close() {
    threads.shutdown();
  }
}
