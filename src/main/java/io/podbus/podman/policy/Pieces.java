package io.podbus.podman.policy;

import io.podbus.protocol.Pointers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Takes the values of options apart, as far as they reach different things. Pure.
final class Pieces {
  private static final Set<String> PATH_OF_MOUNT = Set.of("upperdir", "workdir");

  private Pieces() {}

  /// The pieces of an option's value; at least one, unless the value is an empty list or object.
  ///
  /// @param pointer where the value stands
  static List<Piece> of(String option, String pointer, Object value) {
    List<Piece> pieces = new ArrayList<>();
    switch (value) {
      case List<?> items -> {
        for (int i = 0; i < items.size(); i++) {
          add(pieces, option, pointer + "/" + i, String.valueOf(items.get(i)));
        }
      }
      case Map<?, ?> members ->
          members.forEach((name, member) ->
              pieces.add(
                  new Piece(pointer + "/" + Pointers.escape((String) name), name + "=" + member)));
      default -> add(pieces, option, pointer, String.valueOf(value));
    }
    return pieces;
  }

  private static void add(List<Piece> pieces, String option, String pointer, String text) {
    switch (option) {
      case "volumes" -> volume(pieces, pointer, text);
      case "mounts" -> mount(pieces, pointer, text);
      case "volumesFrom" -> named(pieces, pointer, text);
      case "network" -> network(pieces, pointer, text);
      case "ports" -> pieces.add(new Piece(pointer, port(text)));
      case "capabilities", "capDrop" -> pieces.add(new Piece(pointer, capability(text)));
      case "devices" -> pieces.add(new Piece(pointer, path(before(text, ':'))));
      case "blkioWeightDevice",
          "deviceReadBps",
          "deviceWriteBps",
          "deviceReadIops",
          "deviceWriteIops" ->
          pieces.add(new Piece(pointer, path(before(text, ':'))));
      default -> pieces.add(new Piece(pointer, path(text)));
    }
  }

  private static String path(String text) {
    return text.startsWith("/") ? Path.of(text).normalize().toString() : text;
  }

  private static String before(String text, char end) {
    int at = text.startsWith("/") ? text.indexOf(end) : -1;
    return at < 0 ? text : text.substring(0, at);
  }

  /// `[SOURCE:]DESTINATION[:OPTIONS]`. A volume without a name is new, and of the container alone.
  private static void volume(List<Piece> pieces, String pointer, String text) {
    String[] parts = text.split(":", -1);
    boolean named = parts.length > 1 && !parts[0].isEmpty() && parts[1].startsWith("/");
    pieces.add(new Piece(pointer, named ? path(parts[0]) : "anonymous"));
    int options = named ? 2 : 1;
    if (parts.length > options) {
      for (String option : parts[options].split(",", -1)) {
        mountOption(pieces, pointer, option);
      }
    }
  }

  private static void mountOption(List<Piece> pieces, String pointer, String option) {
    int equals = option.indexOf('=');
    if (equals > 0 && PATH_OF_MOUNT.contains(option.substring(0, equals))) {
      pieces.add(new Piece(pointer, path(option.substring(equals + 1))));
    }
    pieces.add(new Piece(pointer, ":" + option));
  }

  /// `type=…,source=…,destination=…,…`, as podman writes it.
  private static void mount(List<Piece> pieces, String pointer, String text) {
    String type = "volume";
    String source = "";
    List<String> options = new ArrayList<>();
    for (String field : text.split(",", -1)) {
      int equals = field.indexOf('=');
      String key = equals < 0 ? field : field.substring(0, equals);
      String value = equals < 0 ? "" : field.substring(equals + 1);
      switch (key) {
        case "type" -> type = value;
        case "src", "source" -> source = value;
        case "dst", "destination", "target" -> {
          // Where it is seen in the container is the container's own.
        }
        default -> options.add(field);
      }
    }
    pieces.add(new Piece(pointer, mounted(type, source)));
    options.forEach(option -> mountOption(pieces, pointer, option));
  }

  private static String mounted(String type, String source) {
    return switch (type) {
      case "bind", "glob" -> path(source.startsWith("/") ? wholeFolder(source) : "/" + source);
      case "volume" -> source.isEmpty() ? "anonymous" : path(source);
      case "tmpfs", "devpts", "ramfs" -> type;
      default -> type + ":" + source;
    };
  }

  /// The folder in which all lies that a pattern of file names can mean.
  private static String wholeFolder(String source) {
    for (int i = 0; i < source.length(); i++) {
      if ("*?[".indexOf(source.charAt(i)) >= 0) {
        return source.substring(0, Math.max(1, source.lastIndexOf('/', i)));
      }
    }
    return source;
  }

  /// `NAME[:OPTION,…]`.
  private static void named(List<Piece> pieces, String pointer, String text) {
    int colon = text.indexOf(':');
    pieces.add(new Piece(pointer, colon < 0 ? text : text.substring(0, colon)));
    if (colon >= 0) {
      for (String option : text.substring(colon + 1).split(",", -1)) {
        pieces.add(new Piece(pointer, ":" + option));
      }
    }
  }

  /// `NAME[,NAME…]`, `NAME:OPTION=VALUE,…`, `container:NAME` or `ns:/path`.
  private static void network(List<Piece> pieces, String pointer, String text) {
    if (text.startsWith("ns:")) {
      pieces.add(new Piece(pointer, path("/" + text.substring("ns:".length()))));
    } else if (text.startsWith("container:")) {
      pieces.add(new Piece(pointer, text));
    } else if (text.indexOf(':') >= 0) {
      named(pieces, pointer, text);
    } else {
      for (String name : text.split(",", -1)) {
        pieces.add(new Piece(pointer, name));
      }
    }
  }

  /// `IP:HOSTPORT:PORT/PROTOCOL`, with all that podman would fill in but a port that it picks.
  private static String port(String text) {
    int slash = text.lastIndexOf('/');
    String protocol = slash < 0 ? "tcp" : text.substring(slash + 1).toLowerCase(Locale.ROOT);
    String rest = slash < 0 ? text : text.substring(0, slash);
    String address = "0.0.0.0";
    if (rest.startsWith("[")) {
      int end = rest.indexOf(']');
      address = rest.substring(0, end + 1);
      rest = rest.substring(Math.min(rest.length(), end + 2));
    } else if (rest.split(":", -1).length == 3) {
      address = rest.substring(0, rest.indexOf(':'));
      rest = rest.substring(rest.indexOf(':') + 1);
    }
    int colon = rest.indexOf(':');
    String host = colon < 0 ? "" : rest.substring(0, colon);
    String container = colon < 0 ? rest : rest.substring(colon + 1);
    return address + ":" + host + ":" + container + "/" + protocol;
  }

  private static String capability(String text) {
    String upper = text.toUpperCase(Locale.ROOT);
    return upper.startsWith("CAP_") ? upper.substring("CAP_".length()) : upper;
  }
}
