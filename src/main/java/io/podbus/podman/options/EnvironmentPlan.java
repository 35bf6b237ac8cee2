package io.podbus.podman.options;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// On which way each variable of the program's environment gets into the container, so that none
/// stands on a command line and none reaches podman that podman would follow.
///
/// An environment file is the rule. It cannot carry a value with a line end, nor a carriage return
/// at its end (podman drops it), nor a line of 64 KiB (podman's reader gives up): such a value goes
/// through the client's own environment, by `--env=NAME`, unless its name means something there.
///
/// @param byFile name → value, for the file
/// @param byName name → value, for the client's environment
public record EnvironmentPlan(Map<String, String> byFile, Map<String, String> byName) {
  /// podman reads lines of less than 64 KiB.
  static final int MAX_LINE_BYTES = 65_000;

  /// Read by podman, its helpers, the runtime, the Go run time or the dynamic loader.
  private static final Pattern READ_BY_THE_CLIENT =
      Pattern.compile(
          "(?:LD|XDG|CONTAINERS?|PODMAN|REGISTR(?:Y|IES)|STORAGE|BUILDAH|DOCKER|SSH|LISTEN|DBUS|GO"
              + "|MALLOC|NETAVARK|AARDVARK|CNI|RUST|SSL|GLIBC|GCONV|LIBPOD|CONMON|FUSE|LC|HOST|RES"
              + "|SYSTEMD|SD|TMPDIR|NOTIFY|CATATONIT|SLIRP|PASTA|OCI)(?:_.*|[A-Z]*)"
              + "|_.*|.*_PROXY");

  private static final Set<String> READ_BY_THE_CLIENT_TOO =
      Set.of(
          "PATH",
          "HOME",
          "USER",
          "LOGNAME",
          "SHELL",
          "TERM",
          "TZ",
          "TZDIR",
          "LANG",
          "LANGUAGE",
          "LOCPATH",
          "NLSPATH",
          "ENV",
          "BASH_ENV",
          "IFS",
          "PWD",
          "GNUPGHOME",
          "DISABLE_HC_SYSTEMD",
          "DEBUG",
          "NO_COLOR",
          "INVOCATION_ID",
          "JOURNAL_STREAM",
          "MAINPID",
          "LOCALDOMAIN");

  /// Whether a variable can be delivered at all.
  static boolean isDeliverable(String name, String value) {
    return fitsFile(name, value) || isFreeForTheClient(name);
  }

  /// The way of each variable of an environment without faults.
  public static EnvironmentPlan of(Map<String, String> environment) {
    Map<String, String> byFile = new LinkedHashMap<>();
    Map<String, String> byName = new LinkedHashMap<>();
    environment.forEach(
        (name, value) -> (fitsFile(name, value) ? byFile : byName).put(name, value));
    return new EnvironmentPlan(byFile, byName);
  }

  /// The only way where a command takes no file: through the client's own environment.
  public static EnvironmentPlan byName(Map<String, String> environment) {
    return new EnvironmentPlan(Map.of(), environment);
  }

  /// The file's text; every value stands as it is.
  public String fileText() {
    StringBuilder text = new StringBuilder();
    byFile.forEach((name, value) -> text.append(name).append('=').append(value).append('\n'));
    return text.toString();
  }

  private static boolean fitsFile(String name, String value) {
    return value.indexOf('\n') < 0
        && !value.endsWith("\r")
        && name.length() + value.getBytes(StandardCharsets.UTF_8).length < MAX_LINE_BYTES;
  }

  /// Whether nothing follows a variable of this name on its way through the client's environment.
  static boolean isFreeForTheClient(String name) {
    String upper = name.toUpperCase(Locale.ROOT);
    return !READ_BY_THE_CLIENT_TOO.contains(upper) && !READ_BY_THE_CLIENT.matcher(upper).matches();
  }

  /// Without the values.
  @Override
  public String toString() {
    return "EnvironmentPlan[byFile=" + byFile.keySet() + ", byName=" + byName.keySet() + "]";
  }
}
