package io.podbus.podman.catalog;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// Something that podman does for a session, as data.
///
/// @param name the value of `operation`
/// @param words the words on the command line
/// @param description one line on what it does
/// @param required groups of options of which one must be given
/// @param traits which of the planner's rules apply
public record Operation(
    String name,
    List<String> words,
    String description,
    List<List<String>> required,
    Set<Trait> traits) {
  /// What the planner adds of its own.
  public enum Trait {
    /// A container of our own: never pulls by itself, has a name, labels, an id file and a pid
    /// file, gets no proxy variables of the service, and a log driver that suits the session.
    CREATES_CONTAINER,
    /// A client that is attached: no detach keys.
    ATTACHES,
    /// A program in somebody's container: carries a variable by which its processes are found.
    MARKED
  }

  /// The operations of this version.
  static final List<Operation> ALL =
      List.of(
          new Operation(
              "run",
              List.of("run"),
              "Creates a container from an image and runs a program in it.",
              List.of(List.of("image")),
              EnumSet.of(Trait.CREATES_CONTAINER, Trait.ATTACHES)),
          new Operation(
              "exec",
              List.of("exec"),
              "Runs a program in a container that is running.",
              List.of(List.of("containerName", "names"), List.of("command")),
              EnumSet.of(Trait.ATTACHES, Trait.MARKED)));

  public Operation {
    words = List.copyOf(words);
    required = List.copyOf(required);
    traits = Set.copyOf(traits);
  }

  /// Whether the planner adds this for it.
  public boolean is(Trait trait) {
    return traits.contains(trait);
  }
}
