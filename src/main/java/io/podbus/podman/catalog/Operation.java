package io.podbus.podman.catalog;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Something that podman does for a session, as data. Immutable.
///
/// @param name of the operation; of one with sub-operations both, as `pod.create`
/// @param words the words on the command line
/// @param description one line on what it does
/// @param required groups of options of which one must be given
/// @param traits which of the planner's and the session's rules apply
/// @param output what it writes where nothing else is asked for
/// @param outputFlag asks podman for that; empty where it does so by itself
/// @param ownFlags what stands on its command line always
/// @param streamsWith the flag-like option with which it goes on until its object ends; null where
///   no option decides that
public record Operation(
    String name,
    List<String> words,
    String description,
    List<List<String>> required,
    Set<Trait> traits,
    Output output,
    String outputFlag,
    List<String> ownFlags,
    @Nullable String streamsWith) {
  /// What an operation is beside its words.
  public enum Trait {
    /// A container of our own, whose life is the session's: it has a name, labels, an id file and a
    /// pid file, gets no proxy variables of the service, and a log driver that suits the session.
    CREATES_CONTAINER,
    /// Uses an image that may have to be fetched, which is a step of its own: podman itself is told
    /// never to pull.
    PULLS_IMAGE,
    /// A client that is attached: no detach keys.
    ATTACHES,
    /// A program in somebody's container: carries a variable by which its processes are found.
    MARKED,
    /// Reads stdin.
    TAKES_INPUT,
    /// Works in a directory of files, which may be sent with the request.
    BUILD_CONTEXT,
    /// Writes for as long as its object lives, and is no one-shot.
    STREAMS
  }

  /// What comes on stdout.
  public enum Output {
    /// Text for people, or nothing.
    TEXT,
    /// One JSON value: a list or an object, as podman has it.
    JSON,
    /// One JSON object in each line.
    JSON_LINES
  }

  public Operation {
    words = List.copyOf(words);
    required = List.copyOf(required);
    traits = Set.copyOf(traits);
    ownFlags = List.copyOf(ownFlags);
  }

  static Operation named(String name, String words, String description) {
    return new Operation(
        name,
        List.of(words.split(" ", -1)),
        description,
        List.of(),
        Set.of(),
        Output.TEXT,
        "",
        List.of(),
        null);
  }

  /// The first part of the name: the value of `operation`.
  public String group() {
    int dot = name.indexOf('.');
    return dot < 0 ? name : name.substring(0, dot);
  }

  /// The second part of the name: the value of `subcommand`; null where there is none.
  public @Nullable String subcommand() {
    int dot = name.indexOf('.');
    return dot < 0 ? null : name.substring(dot + 1);
  }

  /// Whether it has this trait.
  public boolean is(Trait trait) {
    return traits.contains(trait);
  }

  /// One more group of options of which one must be given.
  Operation needs(String... oneOf) {
    List<List<String>> all = new ArrayList<>(required);
    all.add(List.of(oneOf));
    return new Operation(
        name, words, description, all, traits, output, outputFlag, ownFlags, streamsWith);
  }

  Operation with(Trait first, Trait... more) {
    return new Operation(
        name,
        words,
        description,
        required,
        EnumSet.of(first, more),
        output,
        outputFlag,
        ownFlags,
        streamsWith);
  }

  Operation writes(Output form, String flag) {
    return new Operation(
        name, words, description, required, traits, form, flag, ownFlags, streamsWith);
  }

  Operation flags(String... always) {
    return new Operation(
        name,
        words,
        description,
        required,
        traits,
        output,
        outputFlag,
        List.of(always),
        streamsWith);
  }

  Operation streamsWith(String option) {
    return new Operation(
        name, words, description, required, traits, output, outputFlag, ownFlags, option);
  }
}
