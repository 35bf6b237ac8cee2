package io.podbus.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.podbus.protocol.Caller;
import io.podbus.protocol.FailureException;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Pages of a node that is gone, cursors, and what a node says of itself.
class ListsTest {
  private static SessionCopy copy(String id, String owner, String createdAt, boolean ended) {
    return SessionCopy.of(
            "n1",
            new JsonObject()
                .put("id", id)
                .put("owner", owner)
                .put("operation", "run")
                .put("state", ended ? "exited" : "running")
                .put("labels", new JsonObject().put("team", owner))
                .put("createdAt", createdAt)
                .put("exit", ended ? new JsonObject().put("reason", "exited") : null))
        .lost(1_700_000_000_000L);
  }

  private static List<String> ids(JsonObject page) {
    List<String> ids = new ArrayList<>();
    page.getJsonArray("sessions").forEach(one -> ids.add(((JsonObject) one).getString("id")));
    return ids;
  }

  @Test
  void lost_sessions_come_in_pages_newest_first_to_their_owner_alone() {
    List<SessionCopy> copies =
        List.of(
            copy("1", "a", "T1", false), copy("3", "a", "T3", true), copy("2", "b", "T2", false));
    JsonObject two = new JsonObject().put("limit", 1);

    JsonObject first = LostSessions.page(copies, null, two, Caller.LOCAL);
    JsonObject second = LostSessions.page(copies, first.getString("nextCursor"), two, Caller.LOCAL);
    JsonObject third = LostSessions.page(copies, second.getString("nextCursor"), two, Caller.LOCAL);

    assertThat(ids(first)).containsExactly("3");
    assertThat(ids(second)).containsExactly("2");
    assertThat(ids(third)).containsExactly("1");
    assertThat(third.getString("nextCursor")).isNull();
    Caller a = new Caller("a", Set.of("read"));
    assertThat(ids(LostSessions.page(copies, null, new JsonObject(), a))).containsExactly("3", "1");
    assertThat(ids(LostSessions.page(copies, null, new JsonObject().put("state", "lost"), a)))
        .containsExactly("1");
    assertThat(ids(LostSessions.page(copies, null, new JsonObject().put("label", "team=b"), a)))
        .isEmpty();
  }

  @Test
  void one_that_had_ended_ended_as_it_did() {
    assertThat(copy("1", "a", "T", true).toJson().getString("state")).isEqualTo("exited");
    JsonObject lost = copy("1", "a", "T", false).toJson();
    assertThat(lost.getString("state")).isEqualTo("lost");
    assertThat(lost.getJsonObject("exit").getString("reason")).isEqualTo("lost");
  }

  @Test
  void cursors_are_read_as_they_were_written() {
    Map<String, String> places = Map.of("n1", "-5", "n0", ListCursor.DONE, "a.b", "01zz");
    assertThat(ListCursor.parse(ListCursor.text(places))).isEqualTo(places);
    for (String wrong : List.of("17", "a:", "a:1,", ":1", "a:1;b:2", "a:A")) {
      assertThatThrownBy(() -> ListCursor.parse(wrong)).isInstanceOf(FailureException.class);
    }
  }

  @Test
  void a_source_knows_where_it_was_left() {
    JsonObject page =
        LostSessions.page(
            List.of(copy("1", "a", "T1", false), copy("2", "a", "T2", false)),
            null,
            new JsonObject(),
            Caller.LOCAL);
    ListSource source = new ListSource("n1", null, page);

    assertThat(source.place()).isNull();
    source.take();
    assertThat(source.place()).isEqualTo("2");
    assertThat(source.done()).isFalse();
    source.take();
    assertThat(source.done()).isTrue();
    assertThat(source.head()).isNull();
  }

  @Test
  void a_heartbeat_of_another_version_is_understood_as_far_as_it_goes() {
    NodeState state =
        new NodeState("a", "i", "m", "1", true, false, 1, 2, 3, 4, 0.5, Map.of("zone", "x"));

    assertThat(NodeState.parse(state.toJson().put("mood", "good"))).contains(state);
    JsonObject little =
        new JsonObject().put("name", "a").put("instance", "i").put("member", "m").put("max", "?");
    assertThat(NodeState.parse(little))
        .contains(new NodeState("a", "i", "m", "", false, false, 0, 0, 0, 0, 1, Map.of()));
    assertThat(NodeState.parse(new JsonObject().put("name", "a"))).isEmpty();
    assertThat(NodeState.parse("text")).isEmpty();
  }
}
