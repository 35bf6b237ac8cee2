package io.podbus.podman.plan;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// A command line as podman's parser of flags reads it, by its rules and nothing else: what begins
/// with a dash is a flag until `--` comes, and its value stands behind the first `=`.
///
/// @param flags their names, without values
/// @param words what is no flag and stands before `--`: the operation, and all that would be taken
///   for a value of the flag in front of it
/// @param positionals what stands behind `--`
record ParsedCommand(Set<String> flags, List<String> words, List<String> positionals) {
  static ParsedCommand of(List<String> argv) {
    Set<String> flags = new LinkedHashSet<>();
    List<String> words = new ArrayList<>();
    int end = argv.indexOf("--");
    for (String argument : end < 0 ? argv : argv.subList(0, end)) {
      if (argument.startsWith("-")) {
        int equals = argument.indexOf('=');
        flags.add(equals < 0 ? argument : argument.substring(0, equals));
      } else {
        words.add(argument);
      }
    }
    return new ParsedCommand(
        flags, words, end < 0 ? List.of() : argv.subList(end + 1, argv.size()));
  }
}
