package io.podbus.session.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.podbus.protocol.Failure;
import io.podbus.protocol.FailureException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StartQueueTest {
  private long now;
  private final List<String> came = new ArrayList<>();
  private final Map<String, Integer> places = new HashMap<>();
  private final StartQueue queue = new StartQueue(1, 100, () -> now);

  private StartQueue.Turn enter(StartQueue into, String owner, String name) {
    return into.enter(owner, true, () -> came.add(name), place -> places.put(name, place));
  }

  @Test
  void ownersTakeTurns() {
    Map<String, StartQueue.Turn> turns = new HashMap<>();
    for (String name : List.of("a1", "a2", "a3", "a4", "b1", "c1", "b2")) {
      turns.put(name, enter(queue, name.substring(0, 1), name));
    }
    assertThat(places).containsEntry("a2", 1).containsEntry("b1", 2).containsEntry("c1", 3);
    for (int i = 0; i < 7; i++) {
      turns.get(came.get(i)).started();
    }
    assertThat(came).containsExactly("a1", "a2", "b1", "c1", "a3", "b2", "a4");
    assertThat(queue.running()).isZero();
    assertThat(queue.waiting()).isZero();
  }

  @Test
  void placesAreToldAsTheyChange() {
    StartQueue.Turn first = enter(queue, "a", "a1");
    enter(queue, "a", "a2");
    enter(queue, "a", "a3");
    assertThat(places).isEqualTo(Map.of("a2", 1, "a3", 2));
    first.close();
    queue.tellPlaces();
    assertThat(places).isEqualTo(Map.of("a2", 1, "a3", 1));
  }

  @Test
  void aFullQueueSaysWhenToComeAgain() {
    StartQueue small = new StartQueue(1, 2, () -> now);
    StartQueue.Turn first = enter(small, "a", "a1");
    now = 4_000_000_000L;
    StartQueue.Turn second = enter(small, "a", "a2");
    first.started();
    enter(small, "a", "a3");
    small.refuseIfFull("a");
    enter(small, "b", "b1");
    // Two wait, one at a time, four seconds each.
    assertThatThrownBy(() -> small.refuseIfFull("a"))
        .isInstanceOfSatisfying(
            FailureException.class,
            e ->
                assertThat(e.failure())
                    .isInstanceOfSatisfying(
                        Failure.RateLimited.class,
                        limited -> assertThat(limited.retryAfterSeconds()).isEqualTo(8)));
    second.close();
    small.refuseIfFull("a");
  }

  @Test
  void whoHasNobodyWaitingIsNotShutOutByOneWhoFillsTheQueue() {
    StartQueue small = new StartQueue(1, 4, () -> now);
    for (int i = 0; i < 5; i++) {
      small.refuseIfFull("a");
      enter(small, "a", "a" + i);
    }
    assertThatThrownBy(() -> small.refuseIfFull("a")).isInstanceOf(FailureException.class);
    small.refuseIfFull("b");
    enter(small, "b", "b0");
    assertThatThrownBy(() -> small.refuseIfFull("b")).isInstanceOf(FailureException.class);
    // It has an end for those too.
    for (String owner : List.of("c", "d", "e")) {
      small.refuseIfFull(owner);
      enter(small, owner, owner + 0);
    }
    assertThatThrownBy(() -> small.refuseIfFull("f")).isInstanceOf(FailureException.class);
  }

  @Test
  void fewLocksLetFewStart() {
    StartQueue wide = new StartQueue(8, 100, () -> now);
    wide.freeLocks(6);
    for (int i = 0; i < 8; i++) {
      enter(wide, "a", "a" + i);
    }
    assertThat(came).hasSize(2);
    wide.freeLocks(0);
    assertThat(wide.limit()).isEqualTo(1);
    wide.freeLocks(100);
    assertThat(came).hasSize(4);
  }

  /// Whatever happens in whatever order: never more than the limit, everybody's turn comes, once.
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void everyTurnComesOnce(long seed) {
    Random random = new Random(seed);
    StartQueue any = new StartQueue(1 + random.nextInt(16), 10_000, () -> now);
    List<StartQueue.Turn> open = new ArrayList<>();
    int asked = 0;
    for (int step = 0; step < 5000; step++) {
      now += random.nextInt(50_000_000);
      if (random.nextInt(100) < 45) {
        open.add(enter(any, "o" + random.nextInt(5), "t" + asked++));
      } else if (!open.isEmpty()) {
        StartQueue.Turn turn = open.remove(random.nextInt(open.size()));
        if (random.nextBoolean()) {
          turn.started();
        } else {
          turn.close();
        }
        turn.close();
      }
      assertThat(any.running()).as("seed " + seed).isLessThanOrEqualTo(16);
      assertThat(any.waiting() + any.running()).as("seed " + seed).isEqualTo(open.size());
    }
    open.forEach(StartQueue.Turn::close);
    assertThat(any.running() + any.waiting()).as("seed " + seed).isZero();
    assertThat(came).as("seed " + seed).doesNotHaveDuplicates();
  }

  /// An engine with so many processors: beyond them starts only get slower, and a little more than
  /// that, as they contend for locks.
  private double secondsFor(int starts, int processors, int max) {
    now = 0;
    StartQueue engine = new StartQueue(max, 1000, () -> now);
    PriorityQueue<long[]> ends = new PriorityQueue<>((x, y) -> Long.compare(x[0], y[0]));
    StartQueue.Turn[] turns = new StartQueue.Turn[starts];
    for (int i = 0; i < starts; i++) {
      int number = i;
      turns[i] =
          engine.enter(
              "o",
              true,
              () -> {
                double over = Math.max(1, engine.running() / (double) processors);
                double seconds = 0.3 * over * (1 + 0.02 * engine.running());
                ends.add(new long[] {now + (long) (seconds * 1e9), number});
              },
              _ -> {});
    }
    while (!ends.isEmpty()) {
      long[] end = ends.remove();
      now = Math.max(now, end[0]);
      turns[(int) end[1]].started();
    }
    return now / 1e9;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 8, 16})
  void theLimitFindsWhatTheEngineCanDo(int processors) {
    double best = Double.POSITIVE_INFINITY;
    for (int fixed = 1; fixed <= 32; fixed++) {
      double over = Math.max(1, fixed / (double) processors);
      best = Math.min(best, 300 * 0.3 * over * (1 + 0.02 * fixed) / fixed);
    }
    assertThat(secondsFor(300, processors, 32)).isLessThan(best * 1.25);
  }
}
