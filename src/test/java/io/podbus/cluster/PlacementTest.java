package io.podbus.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/// Where sessions go, given who is there.
class PlacementTest {
  private static final Placement ANY = new Placement(null, Map.of());

  private final Random random = new Random(7);
  private final IntUnaryOperator chance = random::nextInt;

  private static Node node(String name, int live, int max) {
    return new Node(state(name, live, max, false, 100, 1, Map.of()), 0);
  }

  private static NodeState state(
      String name,
      int live,
      int max,
      boolean draining,
      long startMillis,
      double freeMemory,
      Map<String, String> labels) {
    return new NodeState(
        name, "i", "m", "1", draining, false, live, max, 0, startMillis, freeMemory, labels);
  }

  private Map<String, Integer> place(int sessions, List<List<Node>> views) {
    Map<String, Integer> byNode = new HashMap<>();
    for (int i = 0; i < sessions; i++) {
      Node chosen = ANY.order(views.get(i % views.size()), chance).getFirst();
      chosen.placing();
      chosen.placed(true);
      byNode.merge(chosen.name(), 1, Integer::sum);
    }
    return byNode;
  }

  private static double spread(Map<String, Integer> byNode) {
    int most = byNode.values().stream().max(Integer::compare).orElseThrow();
    int least = byNode.values().stream().min(Integer::compare).orElseThrow();
    return (double) most / least;
  }

  @Test
  void a_burst_spreads_before_any_node_has_told_of_it() {
    for (int nodes : new int[] {2, 3, 10}) {
      List<List<Node>> views = new ArrayList<>();
      // Each node that is asked knows of its own placements alone.
      for (int view = 0; view < nodes; view++) {
        List<Node> known = new ArrayList<>();
        for (int i = 0; i < nodes; i++) {
          known.add(node("n" + i, 0, 1000));
        }
        views.add(known);
      }
      Map<String, Integer> byNode = place(1000, views);
      assertThat(byNode).hasSize(nodes);
      assertThat(spread(byNode)).as(byNode.toString()).isLessThanOrEqualTo(1.3);
    }
  }

  @Test
  void the_emptier_node_gets_more() {
    List<Node> nodes = List.of(node("full", 900, 1000), node("empty", 0, 1000));

    Map<String, Integer> byNode = place(400, List.of(nodes));

    assertThat(byNode.get("empty")).isGreaterThan(2 * byNode.getOrDefault("full", 1));
  }

  @Test
  void slow_starts_and_little_memory_count_as_less_room() {
    Node fast = new Node(state("fast", 0, 100, false, 300, 1, Map.of()), 0);
    Node slow = new Node(state("slow", 0, 100, false, 50_000, 1, Map.of()), 0);
    Node small = new Node(state("small", 0, 100, false, 300, 0.01, Map.of()), 0);

    assertThat(Placement.room(fast, 300)).isEqualTo(100);
    assertThat(Placement.room(slow, 300)).isEqualTo(10);
    assertThat(Placement.room(small, 300)).isCloseTo(10, Offset.offset(0.01));
  }

  @Test
  void full_draining_and_absent_nodes_are_passed_over() {
    Node away = node("away", 0, 10);
    away.goAway(0);
    Node draining = new Node(state("draining", 0, 10, true, 0, 1, Map.of()), 0);
    List<Node> nodes = List.of(away, draining, node("full", 10, 10), node("open", 9, 10));

    assertThat(ANY.order(nodes, chance)).extracting(Node::name).containsExactly("open");
  }

  @Test
  void where_all_seem_full_they_are_asked_all_the_same() {
    List<Node> nodes = List.of(node("a", 12, 10), node("b", 10, 10));

    assertThat(ANY.order(nodes, chance)).extracting(Node::name).containsExactly("b", "a");
  }

  @Test
  void a_name_and_labels_choose() {
    Node a = new Node(state("a", 0, 10, false, 0, 1, Map.of("zone", "x", "disk", "ssd")), 0);
    Node b = new Node(state("b", 0, 10, false, 0, 1, Map.of("zone", "y")), 0);

    assertThat(new Placement("b", Map.of()).order(List.of(a, b), chance)).containsExactly(b);
    assertThat(new Placement(null, Map.of("zone", "x")).order(List.of(a, b), chance))
        .containsExactly(a);
    assertThat(new Placement("b", Map.of("zone", "x")).order(List.of(a, b), chance)).isEmpty();
  }
}
