package io.podbus.podman.catalog;

import io.podbus.podman.catalog.ValueType.Text;

/// Networks, addresses and names in them.
final class NetworkGrammars {
  static final Text NETWORK_OF_BUILD =
      Text.of(
          "^(?:none|host|private|ns:/[^" + Grammars.C + "]+|" + Grammars.NAME + ")$",
          "\"none\", \"host\", \"private\", \"ns:PATH\" or a network's name.");

  static final Text PORT =
      Text.of(
          "^(?:(?:(?:\\d{1,3}(?:\\.\\d{1,3}){3}|\\[[0-9A-Fa-f:.]+\\]):)?(?:\\d{1,5}(?:-\\d{1,5})?)?:)?"
              + "\\d{1,5}(?:-\\d{1,5})?(?:/(?:tcp|udp|sctp))?$",
          "[[ip:]hostPort:]containerPort[/protocol], as \"127.0.0.1:8080:80/tcp\".");

  static final Text NETWORK =
      Text.of(
          "^(?:none|host|private|(?:slirp4netns|pasta|bridge)(?::[^"
              + Grammars.C
              + "]+)?|container:"
              + Grammars.NAME
              + "|ns:/[^"
              + Grammars.C
              + "]+|"
              + Grammars.NAME
              + "(?::[^"
              + Grammars.C
              + "]+)?(?:,"
              + Grammars.NAME
              + ")*)$",
          "\"none\", \"bridge\", \"host\", \"container:NAME\", or names of networks.");

  static final Text NAME_SERVER =
      Text.of(
          "^(?:none|[0-9]{1,3}(?:\\.[0-9]{1,3}){3}|[0-9a-fA-F:]*:[0-9a-fA-F:.]*)$",
          "an address, or \"none\".");

  static final Text DOMAIN =
      Text.of(
          "^(?:\\.|[A-Za-z0-9_-]+(?:\\.[A-Za-z0-9_-]+)*\\.?)$",
          "a domain, as \"example.com\", or \".\".");

  static final Text MAC =
      Text.of(
          "^(?:[0-9a-fA-F]{2}:){5}[0-9a-fA-F]{2}$",
          "six bytes with \":\" between, as \"92:d0:c6:0a:29:33\".");

  private static final String BYTE = "(?:25[0-5]|2[0-4][0-9]|1?[0-9]{1,2})";

  static final Text IPV4 =
      Text.of("^" + BYTE + "(?:\\." + BYTE + "){3}$", "an address of IPv4, as \"10.88.0.99\".");

  static final Text IPV6 =
      Text.of(
          "^[0-9a-fA-F:]*:[0-9a-fA-F:]*(?:" + BYTE + "(?:\\." + BYTE + "){3})?$",
          "an address of IPv6, as \"fd00::5\".");

  static final Text LINK_LOCAL =
      Text.of(
          "^(?:169\\.254(?:\\." + BYTE + "){2}|[fF][eE][89aAbB][0-9a-fA-F]:[0-9a-fA-F:]*)$",
          "an address in 169.254.0.0/16 or fe80::/10.");

  private static final String LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?";

  static final Text HOSTNAME =
      new Text(
          "^" + LABEL + "(?:\\." + LABEL + ")*$",
          "letters, digits and \"-\", with dots between parts, of 64 characters at most.",
          64,
          false);

  static final Text DOMAIN_NAME =
      new Text(
          "^" + LABEL + "(?:\\." + LABEL + ")*$",
          "letters, digits and \"-\", with dots between parts.",
          60,
          false);

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

  private NetworkGrammars() {}
}
