package io.podbus.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class PlaceTest {
  private final Place.InSession place = new Place.InSession(OptionalLong.empty());

  private static SessionEvent output(long seq, String stream, long offset, String text) {
    return output(seq, stream, offset, text, false);
  }

  private static SessionEvent output(
      long seq, String stream, long offset, String text, boolean more) {
    return new SessionEvent.Output(
        seq, stream, offset, Optional.empty(), Buffer.buffer(text), false, more);
  }

  private String taken(SessionEvent event) throws Exception {
    return place
        .take(event)
        .map(fresh -> fresh instanceof SessionEvent.Output output ? output.text() : "other")
        .orElse("nothing");
  }

  @Test
  void it_goes_on_behind_the_last_record() throws Exception {
    assertThat(place.next()).isEmpty();
    assertThat(taken(output(3, "stdout", 10, "abc"))).isEqualTo("abc");
    assertThat(place.next()).hasValue(4);
    assertThat(taken(output(4, "stderr", 0, "x"))).isEqualTo("x");
    assertThat(taken(output(5, "stdout", 13, "d"))).isEqualTo("d");
    assertThat(place.next()).hasValue(6);
  }

  @Test
  void what_came_before_is_not_told_again() throws Exception {
    taken(output(3, "stdout", 10, "abc"));
    assertThat(taken(output(3, "stdout", 10, "abc"))).isEqualTo("nothing");
    SessionEvent resized = new SessionEvent.Resized(4, 1, 1);
    assertThat(taken(resized)).isEqualTo("other");
    assertThat(taken(resized)).isEqualTo("nothing");
  }

  @Test
  void after_a_part_the_same_record_is_asked_for_and_its_rest_is_told() throws Exception {
    assertThat(taken(output(3, "stdout", 10, "ab", true))).isEqualTo("ab");
    assertThat(place.next()).hasValue(3);
    assertThat(taken(output(3, "stdout", 10, "abcd"))).isEqualTo("cd");
    assertThat(place.next()).hasValue(4);
  }

  @Test
  void a_record_that_was_put_together_is_told_behind_what_was_told_of_it() throws Exception {
    taken(output(3, "stdout", 0, "ab"));
    assertThat(taken(output(7, "stdout", 0, "abcdef"))).isEqualTo("cdef");
    assertThat(place.next()).hasValue(8);
  }

  @Test
  void missing_bytes_are_a_hole_unless_a_gap_says_so() throws Exception {
    taken(output(3, "stdout", 0, "ab"));
    assertThatThrownBy(() -> place.take(output(5, "stdout", 3, "d")))
        .isInstanceOf(Place.HoleException.class)
        .hasMessageContaining("stdout");
    assertThat(place.next()).as("it is asked for again").hasValue(4);
    assertThat(taken(new SessionEvent.Gap(4, 4, OptionalLong.of(1), "retention")))
        .isEqualTo("other");
    assertThat(taken(output(5, "stdout", 3, "d"))).isEqualTo("d");
  }

  @Test
  void a_beginning_that_was_given_stays() {
    Place.InLifecycle given = new Place.InLifecycle(OptionalLong.of(7));
    given.begin(9);
    assertThat(given.next()).hasValue(7);
    Place.InLifecycle open = new Place.InLifecycle(OptionalLong.empty());
    open.begin(9);
    assertThat(open.next()).hasValue(9);
    LifecycleEvent event =
        LifecycleEvent.happened(new JsonObject().put("id", 9).put("type", "session.created"));
    assertThat(open.take(event)).contains(event);
    assertThat(open.take(event)).isEmpty();
    assertThat(open.next()).hasValue(10);
  }
}
