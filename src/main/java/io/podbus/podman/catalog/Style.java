package io.podbus.podman.catalog;

/// How a value stands on the command line.
public enum Style {
  /// `--flag=value`.
  VALUE,
  /// `--flag` where true, `--flag=false` where false was asked for.
  SWITCH,
  /// `--flag=item` for each item of a list.
  REPEAT,
  /// `--flag=name=value` for each member of an object.
  MAP_REPEAT,
  /// `--flag=item,item`.
  CSV_JOINED,
  /// `--flag=item item`: podman splits at blanks and knows no quotes.
  SPACE_JOINED,
  /// `--flag=["item","item"]`; a list of one stands as it is, a shell line.
  SHELL_OR_JSON,
  /// `--flag=["item","item"]`; `--flag=` for an empty list.
  JSON,
  /// The words that the use has for this value; none where it has none.
  WORDS,
  /// Behind `--`, in the catalog's order; a list gives one argument for each item.
  POSITIONAL,
  /// Written by a rule of the planner, which says where.
  PLANNED,
  /// Inside the flag of another option, whose template names it.
  PART,
  /// In the step that fetches the image, before the operation itself.
  PULL_STEP,
  /// Another name of the option that the flag says.
  ALIAS,
  /// Not podman's: the session's own.
  NONE
}
