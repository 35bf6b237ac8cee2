package io.podbus.podman.catalog;

import io.podbus.podman.catalog.ValueType.Text;
import io.podbus.podman.catalog.ValueType.TextMap;
import io.podbus.podman.catalog.ValueType.Texts;

/// The forms that values of several options share.
final class Grammars {
  private static final String NAME = "[a-zA-Z0-9][a-zA-Z0-9_.-]*";

  /// No control character.
  private static final String C = "\\x00-\\x1f\\x7f";

  /// The transports that make podman read or write files of the host, or ask another engine. (A
  /// repository may be called `docker`; the transport of that name has slashes, which no reference
  /// can have there.)
  private static final String NO_TRANSPORT =
      "(?!(?:dir|oci|oci-archive|docker-archive|docker-daemon|containers-storage|ostree|sif|tarball"
          + "|atomic):)";

  static final Text ENTITY_NAME =
      new Text(
          "^" + NAME + "$",
          "letters, digits, \"_\", \".\" and \"-\", the first a letter or a digit.",
          253,
          false);

  static final Text IMAGE =
      new Text(
          "^"
              + NO_TRANSPORT
              + "(?:(?:[a-zA-Z0-9.-]+(?::[0-9]+)?/)?[a-z0-9]+(?:[._/-]+[a-z0-9]+)*"
              + "(?::[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?(?:@sha256:[0-9a-f]{64})?"
              + "|(?:sha256:)?[0-9a-f]{12,64})$",
          "a plain image reference such as \"docker.io/library/alpine:3.20\" or an image id; no flag,"
              + " and no transport such as \"dir:\", \"docker-archive:\" or \"docker://\".",
          512,
          false);

  static final Text CONTAINER_PATH =
      Text.of("^/[^" + C + "]*$", "an absolute path in the container, such as \"/srv\".");

  static final Text USER =
      Text.of(
          "^[A-Za-z0-9_][A-Za-z0-9_.$-]*(?::[A-Za-z0-9_][A-Za-z0-9_.$-]*)?$",
          "a user's name or number, and a group behind a colon if wanted, as \"1000:1000\".");

  static final Text CAPABILITY =
      Text.of(
          "^(?:ALL|all|(?:CAP_)?[A-Za-z_]+)$",
          "a capability such as \"NET_ADMIN\", with or without CAP_, or \"ALL\".");

  static final Text SECURITY =
      Text.of(
          "^(?:no-new-privileges(?:=(?:true|false))?|apparmor=[^\\s]+"
              + "|label=(?:disable|nested|(?:user|role|type|level|filetype):[^\\s]+)"
              + "|(?:un)?mask=[^\\s]+|proc-opts=[^\\s]+|seccomp=(?:unconfined|/[^\\s]+)"
              + "|systempaths=unconfined)$",
          "\"no-new-privileges\", or one of apparmor=, label=, mask=, unmask=, proc-opts=, seccomp=,"
              + " systempaths= with its value.");

  private static final String MOUNT_OPTION =
      "(?:ro|rw|z|Z|U|O|(?:no)?(?:copy|exec|dev|suid)|r?(?:bind|shared|slave|private|unbindable)"
          + "|idmap(?:=[A-Za-z0-9_=;@-]+)?|(?:upper|work)dir=/[^:,"
          + C
          + "]+)";

  static final Text VOLUME =
      Text.of(
          "^(?:(?:/[^:"
              + C
              + "]*|"
              + NAME
              + "):)?/[^:"
              + C
              + "]*"
              + "(?::"
              + MOUNT_OPTION
              + "(?:,"
              + MOUNT_OPTION
              + ")*)?$",
          "[SOURCE:]DESTINATION[:options], where the source is an absolute path of the host or the"
              + " name of a volume, the destination an absolute path, and options are such as ro or"
              + " z. A relative path is not taken: podman would make a volume of that name.");

  static final Text PORT =
      Text.of(
          "^(?:(?:(?:\\d{1,3}(?:\\.\\d{1,3}){3}|\\[[0-9A-Fa-f:.]+\\]):)?(?:\\d{1,5}(?:-\\d{1,5})?)?:)?"
              + "\\d{1,5}(?:-\\d{1,5})?(?:/(?:tcp|udp|sctp))?$",
          "[[ip:]hostPort:]containerPort[/protocol], as \"127.0.0.1:8080:80/tcp\".");

  static final Text NETWORK =
      Text.of(
          "^(?:none|host|private|(?:slirp4netns|pasta|bridge)(?::[^"
              + C
              + "]+)?|container:"
              + NAME
              + "|ns:/[^"
              + C
              + "]+|"
              + NAME
              + "(?::[^"
              + C
              + "]+)?(?:,"
              + NAME
              + ")*)$",
          "\"none\", \"bridge\", \"host\", \"container:NAME\", or names of networks.");

  static final Text POD =
      Text.of("^(?:new:)?" + NAME + "$", "the name or id of a pod, or \"new:NAME\" to make one.");

  static final Text MEMORY =
      Text.of(
          "^[0-9]+[bkmgBKMG]?$", "a whole number with the unit b, k, m or g, such as \"512m\".");

  static final Text CPUS =
      Text.of("^[0-9]*\\.?[0-9]+$", "a decimal number in a string, such as \"1.5\".");

  static final Text DEVICE =
      Text.of(
          "^(?:/[^:,\""
              + C
              + "]+(?::/[^:,\""
              + C
              + "]+)?(?::[rwm]{1,3})?|[a-z0-9.-]+/[A-Za-z0-9_-]+=[A-Za-z0-9_.:-]+)$",
          "hostPath[:containerPath][:rwm], as \"/dev/fuse\", or a device name as vendor/class=name.");

  static final Text TMPFS =
      Text.of(
          "^/[^:" + C + "]*(?::[A-Za-z0-9_=.,%-]+)?$",
          "an absolute path, and mount options behind a colon if wanted, as \"/tmp:size=64m\".");

  static final Text INTERVAL =
      Text.of(
          "^(?:disable|(?:[0-9]+(?:\\.[0-9]+)?(?:ns|us|ms|s|m|h))+)$",
          "a number with its unit, such as \"30s\" or \"1m30s\", or \"disable\".");

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

  static final Text REGISTRY =
      Text.of(
          "^[a-zA-Z0-9][a-zA-Z0-9.-]*(?::[0-9]{1,5})?(?:/[a-z0-9]+(?:[._/-]+[a-z0-9]+)*)?$",
          "a registry's host, and a port and a path if wanted, as \"localhost:5000\".");

  static final Text HOST_PATH =
      Text.of("^/[^" + C + "]*$", "an absolute path of the service's host, such as \"/srv/app\".");

  /// A name, an id or an image reference.
  static final Text OBJECT =
      new Text(
          "^(?:"
              + NAME
              + "|"
              + NO_TRANSPORT
              + "(?:[a-zA-Z0-9.-]+(?::[0-9]+)?/)?[a-z0-9]+(?:[._/-]+[a-z0-9]+)*"
              + "(?::[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?(?:@sha256:[0-9a-f]{64})?)$",
          "a name, an id or an image reference.",
          512,
          false);

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

  static final TextMap LABELS =
      new TextMap(
          new Text(
              "^(?!io\\.podbus\\.)[^=" + C + "]+$",
              "anything without \"=\" and control characters; \"io.podbus.\" in front is reserved.",
              4096,
              false),
          new Text(null, "a string.", ValueType.MAX_BYTES - 4200, true),
          1000);

  static final Text CREDENTIALS = Text.of("^[^:" + C + "]+:[^" + C + "]*$", "NAME:PASSWORD.");

  /// Options of a driver.
  static final TextMap DRIVER_OPTIONS =
      new TextMap(
          Text.of(
              "^[a-zA-Z][a-zA-Z0-9_.-]*$", "a name of letters, digits, \"_\", \".\" and \"-\"."),
          Text.of("^[^" + C + "]*$", "a string without control characters."),
          100);

  static final Text CIDR =
      Text.of(
          "^(?:[0-9]{1,3}(?:\\.[0-9]{1,3}){3}|[0-9a-fA-F:]*:[0-9a-fA-F:.]*)/[0-9]{1,3}$",
          "an address and the length of its prefix, as \"10.89.0.0/24\".");

  static final Text ADDRESS =
      Text.of(
          "^(?:[0-9]{1,3}(?:\\.[0-9]{1,3}){3}|[0-9a-fA-F:]*:[0-9a-fA-F:.]*)$",
          "an address of IPv4 or IPv6.");

  static final Text RANGE =
      Text.of(
          "^(?:[0-9]{1,3}(?:\\.[0-9]{1,3}){3}|[0-9a-fA-F:]*:[0-9a-fA-F:.]*)"
              + "(?:/[0-9]{1,3}|-(?:[0-9]{1,3}(?:\\.[0-9]{1,3}){3}|[0-9a-fA-F:]*:[0-9a-fA-F:.]*))$",
          "an address with the length of its prefix, or two addresses with \"-\" between.");

  private Grammars() {}

  static Texts list(Text item) {
    return new Texts(item, 0, 1000);
  }
}
