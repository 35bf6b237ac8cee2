package io.podbus.podman.catalog;

import io.podbus.podman.catalog.ValueType.Text;
import io.podbus.podman.catalog.ValueType.TextMap;
import io.podbus.podman.catalog.ValueType.Texts;

/// The forms that values of several options share.
final class Grammars {
  static final String NAME = "[a-zA-Z0-9][a-zA-Z0-9_.-]*";

  /// No control character.
  static final String C = "\\x00-\\x1f\\x7f";

  static final Text ENTITY_NAME =
      new Text(
          "^" + NAME + "$",
          "letters, digits, \"_\", \".\" and \"-\", the first a letter or a digit.",
          253,
          false);

  static final Text CONTAINER_PATH =
      Text.of("^/[^" + C + "]*$", "an absolute path in the container, such as \"/srv\".");

  static final Text USER =
      Text.of(
          "^[A-Za-z0-9_][A-Za-z0-9_.$-]*(?::[A-Za-z0-9_][A-Za-z0-9_.$-]*)?$",
          "a user's name or number, and a group behind a colon if wanted, as \"1000:1000\".");

  static final Text POD =
      Text.of("^(?:new:)?" + NAME + "$", "the name or id of a pod, or \"new:NAME\" to make one.");

  static final Text REMOTE =
      Text.of(
          "^(?:unix:///[^"
              + C
              + "]+|tcp://[^\\s/]+:[0-9]+|ssh://[^\\s@/:]+@[^\\s:/]+:[0-9]+/[^"
              + C
              + "]+)$",
          "unix:///PATH, tcp://HOST:PORT or ssh://USER@HOST:PORT/PATH, without a password.");

  static final Text CONNECTION =
      Text.of(
          "^(?!default$)" + NAME + "$",
          "the name of a connection; \"default\" is what holds without it.");

  static final Text HOST_PATH =
      Text.of("^/[^" + C + "]*$", "an absolute path of the service's host, such as \"/srv/app\".");

  static final Text COPY =
      Text.of(
          "^(?:" + NAME + ":|(?=/))[^" + C + "]+$",
          "CONTAINER:PATH, or an absolute path of the service's host.");

  static final Text TIME =
      Text.of(
          "^(?=.*[0-9])[0-9A-Za-z][0-9A-Za-z:.+-]*$",
          "a time as of RFC 3339, seconds since 1970, or how long ago, as \"10m\".");

  static final Text FILTER =
      Text.of(
          "^[a-zA-Z][a-zA-Z.-]*!?=[^" + C + "]*$",
          "KEY=VALUE, as \"label=team=web\" or \"until=24h\".");

  static final Text SIGNAL =
      Text.of(
          "^(?:(?:SIG)?[A-Z]+[0-9]*(?:[+-][0-9]{1,2})?|[1-9]|[1-5][0-9]|6[0-4])$",
          "a signal's name, with or without SIG, or its number as a string.");

  static final Text DURATION =
      Text.of(
          "^(?:[0-9]+(?:\\.[0-9]+)?(?:ns|us|ms|s|m|h))+$",
          "a number with its unit, such as \"30s\" or \"1m30s\".");

  static final Text ARGUMENT = Text.free("a string without NUL, of at most 131000 bytes.");

  /// Portable names and those with dots and dashes, as programs of the JVM use them: all that stand
  /// unharmed in an environment file, which knows `#`, blanks and a final `*`.
  static final TextMap ENVIRONMENT =
      new TextMap(
          new Text(
              "^(?!PODBUS_SESSION$)[A-Za-z_][A-Za-z0-9_.-]*$",
              "letters, digits, \"_\", \".\" and \"-\", the first a letter or \"_\"; PODBUS_SESSION is"
                  + " reserved.",
              1024,
              false),
          ARGUMENT,
          1000);

  static final Text TIME_ZONE =
      Text.of(
          "^(?:local|[A-Za-z0-9_+][A-Za-z0-9_+-]*(?:/[A-Za-z0-9_+-]+){0,2})$",
          "a name as \"Europe/Paris\", or \"local\".");

  static final TextMap LABELS =
      new TextMap(
          new Text(
              "^(?!io\\.podbus\\.)[^=" + C + "]+$",
              "anything without \"=\" and control characters; \"io.podbus.\" in front is reserved.",
              4096,
              false),
          new Text(null, "a string.", ValueType.MAX_BYTES - 4200, true),
          1000);

  /// As [#HOST_PATH], without what podman would split at.
  static final Text HOST_PATH_PLAIN =
      Text.of(
          "^/[^" + C + ",\"]*$",
          "an absolute path of the service's host, without comma and quote.");

  /// Options of a driver.
  static final TextMap DRIVER_OPTIONS =
      new TextMap(
          Text.of(
              "^[a-zA-Z][a-zA-Z0-9_.-]*$", "a name of letters, digits, \"_\", \".\" and \"-\"."),
          Text.of("^[^" + C + "]*$", "a string without control characters."),
          100);

  private Grammars() {}

  static Texts list(Text item) {
    return new Texts(item, 0, 1000);
  }
}
