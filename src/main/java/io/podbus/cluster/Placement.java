package io.podbus.cluster;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/// Which node a new session goes to. Pure, given who is there and a source of chance.
///
/// Of two nodes that chance names the one with more room is taken. So a burst spreads, and nodes
/// that know as little of each other's latest sessions do not all choose the same one.
///
/// @param node the only one that will do; null for any
/// @param labels that a node must have, all of them
record Placement(@Nullable String node, Map<String, String> labels) {
  /// A start that takes no longer than so many times the shortest counts as fast.
  private static final double FAST = 2;

  /// So does one that takes no longer than this: below it a machine's moods differ more than nodes.
  private static final double FAST_MILLIS = 5000;

  /// With less free memory than this part of all a node has less room than its places say.
  private static final double AMPLE_MEMORY = 0.1;

  Placement {
    labels = Map.copyOf(labels);
  }

  /// Whether the caller asks for certain nodes.
  boolean constrained() {
    return node != null || !labels.isEmpty();
  }

  /// Whether this is one of them.
  boolean allows(NodeState state) {
    return (node == null || node.equals(state.name()))
        && state.labels().entrySet().containsAll(labels.entrySet());
  }

  /// The nodes to ask, the first one first: those that are full or draining are passed over. Where
  /// all seem full they are asked all the same, since what is known of them is some time old.
  ///
  /// @param random a number from 0 to below its argument
  List<Node> order(List<Node> nodes, IntUnaryOperator random) {
    List<Node> open =
        new ArrayList<>(
            nodes.stream()
                .filter(each -> !each.away() && !each.state().draining())
                .filter(each -> allows(each.state()) && free(each) > 0)
                .toList());
    if (open.isEmpty()) {
      return nodes.stream()
          .filter(each -> !each.away() && !each.state().draining() && allows(each.state()))
          .sorted(Comparator.comparingInt(Placement::free).reversed())
          .toList();
    }
    double fastest = fastest(open);
    List<Node> order = new ArrayList<>();
    while (!open.isEmpty()) {
      Node one = open.get(random.applyAsInt(open.size()));
      Node other = open.get(random.applyAsInt(open.size()));
      Node better = room(one, fastest) >= room(other, fastest) ? one : other;
      order.add(better);
      open.remove(better);
    }
    return order;
  }

  private static double fastest(List<Node> nodes) {
    return nodes.stream()
        .mapToLong(each -> each.state().startMillis())
        .filter(millis -> millis > 0)
        .min()
        .orElse(0);
  }

  /// Places that nobody has, as far as is known here.
  static int free(Node node) {
    return node.state().max() - node.state().live() - node.untold();
  }

  /// Places, weighed by how fast sessions start there and by what memory there is for them.
  static double room(Node node, double fastestMillis) {
    NodeState state = node.state();
    double room = free(node);
    double fast = Math.max(FAST_MILLIS, FAST * fastestMillis);
    if (state.startMillis() > fast) {
      room *= fast / state.startMillis();
    }
    return room * Math.min(1, state.freeMemory() / AMPLE_MEMORY);
  }
}
