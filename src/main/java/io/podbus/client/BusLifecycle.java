package io.podbus.client;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.OptionalLong;

/// The lifecycle of all sessions, page by page: each is asked for when the one before was handed
/// on. Confined to the context on which it begins.
final class BusLifecycle implements Transport.Feed {
  private static final int PAGE = 100;
  private static final Duration WAIT = Duration.ofSeconds(15);

  private final BusTransport transport;
  private final Transport.Sink<LifecycleEvent> sink;
  private OptionalLong next;
  private boolean opened;
  private boolean asking;
  private boolean paused;
  private boolean over;

  BusLifecycle(BusTransport transport, Transport.Sink<LifecycleEvent> sink, OptionalLong from) {
    this.transport = transport;
    this.sink = sink;
    this.next = from;
  }

  void begin() {
    ask();
  }

  private void ask() {
    if (over || paused || asking) {
      return;
    }
    asking = true;
    // The first page says where it begins, and whether it can.
    Duration wait = opened ? WAIT : Duration.ZERO;
    JsonObject body =
        new JsonObject()
            .put("from", next.isPresent() ? (Object) next.getAsLong() : "end")
            .put("max", PAGE)
            .put("waitMs", wait.toMillis());
    transport
        .lifecycle(body, wait)
        .onSuccess(this::take)
        .onFailure(cause -> broken(PodbusException.wrap(cause)));
  }

  private void take(JsonObject page) {
    asking = false;
    if (over) {
      return;
    }
    next = Json.optionalNumber(page, "nextId");
    sink.alive();
    if (!opened) {
      opened = true;
      boolean fresh = Json.list(page, "events").isEmpty() && !page.containsKey("gap");
      sink.opened(fresh ? next : OptionalLong.empty());
    }
    Json.object(page, "gap").ifPresent(gap -> sink.event(LifecycleEvent.gap(gap), 0));
    for (JsonObject event : Json.objects(page, "events")) {
      sink.event(LifecycleEvent.happened(event), 0);
    }
    ask();
  }

  private void broken(PodbusException cause) {
    asking = false;
    if (!over) {
      over = true;
      sink.broken(cause);
    }
  }

  @Override
  public void pause() {
    paused = true;
  }

  @Override
  public void resume() {
    paused = false;
    ask();
  }

  @Override
  public void taken(int bytes) {
    // Pages are asked for, not pushed.
  }

  @Override
  public Future<Void> close() {
    over = true;
    return Future.succeededFuture();
  }
}
