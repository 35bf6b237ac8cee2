package io.podbus.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.podbus.protocol.Caller;
import io.podbus.protocol.FailureException;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The events of all nodes in one order, and places in it that hold at any node.
class EventFeedTest {
  private final Vertx vertx = Vertx.vertx();
  private final EventFeed feed = new EventFeed(vertx);

  @AfterEach
  void close() {
    vertx.close();
  }

  private static void tell(EventFeed to, String node, long id, String time, String owner) {
    to.of(node)
        .add(
            new JsonObject()
                .put("id", id)
                .put("type", "session.created")
                .put("time", time)
                .put("session", new JsonObject().put("id", node + id).put("owner", owner)));
    to.added(owner);
  }

  private static JsonObject read(EventFeed from, String cursor, int max, Caller caller) {
    JsonObject body = new JsonObject().put("max", max);
    if (cursor != null) {
      body.put("from", cursor);
    }
    return from.read(body, caller).result();
  }

  private static List<String> ids(JsonObject page) {
    List<String> ids = new ArrayList<>();
    page.getJsonArray("events")
        .forEach(one -> ids.add(((JsonObject) one).getJsonObject("session").getString("id")));
    return ids;
  }

  @Test
  void events_come_by_time_each_once_in_pages() {
    tell(feed, "a", 10, "T1", "o");
    tell(feed, "b", 70, "T2", "o");
    tell(feed, "a", 11, "T3", "o");
    // The clock of this node was set back: its own order holds.
    tell(feed, "b", 71, "T0", "o");

    List<String> all = new ArrayList<>();
    String cursor = null;
    for (int i = 0; i < 4; i++) {
      JsonObject page = read(feed, cursor, 1, Caller.LOCAL);
      all.addAll(ids(page));
      cursor = page.getString("next");
    }
    assertThat(all).containsExactly("a10", "b70", "b71", "a11");
    assertThat(ids(read(feed, cursor, 9, Caller.LOCAL))).isEmpty();
  }

  @Test
  void a_place_holds_at_another_node() {
    EventFeed other = new EventFeed(vertx);
    for (EventFeed each : List.of(feed, other)) {
      tell(each, "a", 10, "T1", "o");
      tell(each, "b", 70, "T2", "o");
    }
    JsonObject first = read(feed, null, 1, Caller.LOCAL).getJsonArray("events").getJsonObject(0);

    assertThat(ids(read(other, first.getString("cursor"), 9, Caller.LOCAL))).containsExactly("b70");
  }

  @Test
  void what_a_node_no_longer_has_is_a_gap_and_a_new_node_is_none() {
    tell(feed, "a", 10, "T1", "o");
    String cursor = read(feed, null, 9, Caller.LOCAL).getString("next");
    feed.of("a").reach(20);
    tell(feed, "a", 20, "T2", "o");
    tell(feed, "b", 5, "T3", "o");

    JsonObject page = read(feed, cursor, 9, Caller.LOCAL);

    assertThat(ids(page)).containsExactly("a20", "b5");
    assertThat(page.getJsonArray("gaps").size()).isEqualTo(1);
    assertThat(page.getJsonArray("gaps").getJsonObject(0).getLong("fromId")).isEqualTo(11);
    assertThat(page.getJsonArray("gaps").getJsonObject(0).getLong("toId")).isEqualTo(19);
  }

  @Test
  void who_waits_gets_what_is_theirs_and_nothing_of_others() {
    tell(feed, "a", 10, "T1", "mine");
    Caller me = new Caller("mine", Set.of("read"));
    String cursor = read(feed, null, 9, me).getString("next");
    var waiting = feed.read(new JsonObject().put("from", cursor).put("waitMs", 60_000), me);

    tell(feed, "a", 11, "T2", "theirs");
    assertThat(waiting.isComplete()).isFalse();
    tell(feed, "a", 12, "T3", "mine");

    assertThat(ids(waiting.result())).containsExactly("a12");
  }

  @Test
  void a_place_that_is_none_is_refused() {
    for (String wrong : List.of("17", "a:", "a:1,", ":1", "a:1;b:2", "a b:1")) {
      assertThatThrownBy(() -> feed.read(new JsonObject().put("from", wrong), Caller.LOCAL))
          .isInstanceOf(FailureException.class);
    }
  }

  @Test
  void the_log_is_bounded() {
    for (int i = 1; i <= EventLog.RETAINED + 5; i++) {
      tell(feed, "a", i, "T", "o");
    }
    assertThat(feed.of("a").first()).isEqualTo(6);
  }
}
