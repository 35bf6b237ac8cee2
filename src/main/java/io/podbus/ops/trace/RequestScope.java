package io.podbus.ops.trace;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxBootstrap;
import io.vertx.core.spi.VertxServiceProvider;
import io.vertx.core.spi.context.storage.ContextLocal;
import java.util.Optional;

/// Which request the code that runs now works for. Vert.x gives each request and each message a
/// context of its own, and what the work waits for comes back on it: so it need not be handed from
/// method to method only to stand in a line of the log.
///
/// Vert.x loads it as a service, since the place in its contexts must be asked for before it makes
/// the first.
public final class RequestScope implements VertxServiceProvider {
  private static final ContextLocal<Correlation> CURRENT =
      ContextLocal.registerLocal(Correlation.class);

  @Override
  public void init(VertxBootstrap builder) {}

  /// From now on, this context works for this request. On a context of the request's own.
  public static void enter(Correlation correlation) {
    Context context = Vertx.currentContext();
    if (context != null) {
      CURRENT.put(context, correlation);
    }
  }

  /// What is being worked for. Any thread.
  public static Optional<Correlation> current() {
    Context context = Vertx.currentContext();
    return context == null ? Optional.empty() : Optional.ofNullable(CURRENT.get(context));
  }
}
