package io.podbus.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.podbus.protocol.Caller;
import io.podbus.protocol.FailureException;
import io.podbus.testing.Await;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LifecycleLogTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final long FIRST = 1_000_000;

  private static final Caller ANNA = new Caller("anna", Set.of("read"));
  private static final Caller BERT = new Caller("bert", Set.of("read"));

  private final Vertx vertx = Vertx.vertx();
  private Context context;
  private LifecycleLog log;

  @BeforeEach
  void make() {
    context = vertx.getOrCreateContext();
    log =
        onLoop(() ->
            Future.succeededFuture(
                new LifecycleLog(vertx, new Clock(() -> FIRST / 1000, System::nanoTime), true)));
  }

  @AfterEach
  void close() {
    Await.get(vertx.close(), SOON, "everything closed");
  }

  private <T> T onLoop(Supplier<Future<T>> work) {
    Promise<T> done = Promise.promise();
    context.runOnContext(_ -> {
      try {
        work.get().onComplete(done);
      } catch (RuntimeException e) {
        done.fail(e);
      }
    });
    return Await.get(done.future(), SOON, "done");
  }

  private JsonObject read(JsonObject body) {
    return onLoop(() -> log.read(body, Caller.LOCAL));
  }

  private void tell(int count) {
    for (int i = 0; i < count; i++) {
      log.tell("session.created", new JsonObject().put("n", i).put("owner", "anna"));
    }
  }

  @Test
  void a_follower_goes_on_where_it_was() {
    tell(3);
    JsonObject all = read(new JsonObject());
    assertThat(all.getJsonArray("events")).hasSize(3);
    assertThat(all.getLong("nextId")).isEqualTo(FIRST + 3);
    JsonObject rest = read(new JsonObject().put("from", FIRST + 2));
    assertThat(rest.getJsonArray("events")).hasSize(1);
    assertThat(rest.getJsonArray("events").getJsonObject(0).getLong("id")).isEqualTo(FIRST + 2);
    assertThat(rest.containsKey("gap")).isFalse();
  }

  @Test
  void one_that_is_abreast_waits_for_the_next_event() {
    tell(1);
    Future<JsonObject> waits =
        Future.future(promise ->
            context.runOnContext(_ ->
                log.read(new JsonObject().put("from", "end").put("waitMs", 20_000), ANNA)
                    .onComplete(promise)));
    read(new JsonObject());
    assertThat(waits.isComplete()).isFalse();
    tell(1);
    assertThat(Await.get(waits, SOON, "the event").getLong("nextId")).isEqualTo(FIRST + 2);
  }

  @Test
  void one_that_was_away_too_long_is_told_what_it_missed() {
    tell(LifecycleLog.RETAINED + 10);
    JsonObject page = read(new JsonObject().put("from", 0).put("max", 2));
    assertThat(page.getJsonObject("gap"))
        .isEqualTo(new JsonObject().put("fromId", 0L).put("toId", FIRST + 9));
    assertThat(page.getJsonArray("events").getJsonObject(0).getLong("id")).isEqualTo(FIRST + 10);
    assertThat(page.getLong("nextId")).isEqualTo(FIRST + 12);
  }

  @Test
  void others_learn_nothing_of_it() {
    Future<JsonObject> waits =
        Future.future(promise ->
            context.runOnContext(_ ->
                log.read(new JsonObject().put("from", "end").put("waitMs", 20_000), BERT)
                    .onComplete(promise)));
    tell(3);
    JsonObject mine = onLoop(() -> log.read(new JsonObject(), BERT));
    assertThat(mine.getJsonArray("events")).isEmpty();
    assertThat(mine.getLong("nextId")).isEqualTo(FIRST + 3);
    assertThat(waits.isComplete()).as("events of others wake nobody").isFalse();
    log.tell("session.created", new JsonObject().put("owner", "bert"));
    JsonObject page = Await.get(waits, SOON, "his own event");
    assertThat(page.getJsonArray("events")).hasSize(1);
    assertThat(page.getLong("nextId")).isEqualTo(FIRST + 4);
  }

  @Test
  void an_id_that_was_never_given_is_refused() {
    JsonObject beyond = new JsonObject().put("from", FIRST + 1);
    Future<JsonObject> read =
        Future.future(promise ->
            context.runOnContext(_ -> {
              try {
                log.read(beyond, ANNA).onComplete(promise);
              } catch (FailureException e) {
                promise.fail(e);
              }
            }));
    Await.until(SOON, "an answer", read::isComplete);
    assertThat(read.cause()).isInstanceOf(FailureException.class);
  }
}
