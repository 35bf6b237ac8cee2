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
  /// `--flag=["item","item"]`; a list of one stands as it is.
  JSON,
  /// `--flag=value` before the operation's own words.
  GLOBAL,
  /// Behind `--`, in the catalog's order; a list gives one argument for each item.
  POSITIONAL,
  /// Written by a rule of [CommandPlanner], which says where.
  PLANNED,
  /// Not podman's: the session's own.
  NONE
}
