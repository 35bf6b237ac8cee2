package io.podbus.podman.engine;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// Reads what podman says on stderr when it fails. Pure.
///
/// For use only where podman itself failed: a program can print an `Error:` line as well.
public final class EngineMessages {
  /// What went wrong, as far as podman's words tell.
  public enum Kind {
    BAD_FLAG,
    BAD_VALUE,
    CONFLICTING_OPTIONS,
    IMAGE_NOT_KNOWN,
    IMAGE_NOT_FOUND,
    BAD_REFERENCE,
    REGISTRY_UNAUTHORIZED,
    REGISTRY_UNREACHABLE,
    REGISTRY_FAILED,
    CONTAINER_NOT_FOUND,
    POD_NOT_FOUND,
    VOLUME_NOT_FOUND,
    NETWORK_NOT_FOUND,
    SECRET_NOT_FOUND,
    OBJECT_NOT_FOUND,
    CONTAINER_NAME_IN_USE,
    IN_USE,
    WRONG_STATE,
    NO_SUCH_COMMAND,
    NOT_EXECUTABLE,
    CANNOT_START,
    BUILD_STEP_FAILED,
    HOST_PATH_MISSING,
    REMOTE_UNREACHABLE,
    STORAGE_MISMATCH,
    STORAGE_FULL,
    OUT_OF_LOCKS,
    CONFIGURATION,
    OTHER;

    /// The kind in kebab case, for logs and metrics.
    public String wireName() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /// @param text the sentence, without `Error:`; empty where podman said nothing
  public record Message(Kind kind, String text) {}

  private record Row(Kind kind, Pattern pattern) {}

  private static final String PREFIX = "Error: ";

  /// How an item begins of the several errors that podman lists below one `Error:` line.
  private static final String ITEM = "\t* ";

  /// How much of the end of stderr is looked at, in characters.
  private static final int WINDOW = 32 * 1024;

  /// Tried in order: the first that is found in the message rules.
  private static final List<Row> TABLE =
      List.of(
          // First: what follows it is the text of a Containerfile.
          row(
              Kind.BUILD_STEP_FAILED,
              "building at STEP \"RUN .*: while running runtime: exit status"),
          row(Kind.NO_SUCH_COMMAND, "executable file not found in \\$PATH"),
          row(
              Kind.NO_SUCH_COMMAND,
              "attempted to invoke a command that was not found|must provide a non-empty command"),
          row(Kind.NOT_EXECUTABLE, "permission denied: OCI permission denied"),
          row(Kind.OUT_OF_LOCKS, "allocation failed; exceeded num_locks|no free locks"),
          row(Kind.STORAGE_FULL, "no space left on device|disk quota exceeded"),
          row(
              Kind.CANNOT_START,
              "^workdir .* does not exist|unable to find (user|group) |address already in use"
                  + "|OCI runtime error|OCI permission denied|^(crun|runc): |requested IP address"),
          row(
              Kind.BAD_FLAG,
              "^unknown (shorthand )?flag: |^flag needs an argument|^unrecognized command"),
          row(
              Kind.BAD_VALUE,
              "^invalid argument \".*\" for \".*\" flag|invalid value for memory"
                  + "|unable to translate --shm-size|invalid size: |failed to be parsed"
                  + "|invalid --security-opt|unknown capability|invalid log (option|driver)"
                  + "|is not a valid restart policy|invalid umask string|is not allowed"
                  + "|names must match|invalid port format|port numbers must be"
                  + "|invalid environment variable|parsing env file|unsupported pull policy"
                  + "|invalid signal|invalid option type|unknown mount option"
                  + "|invalid label format|invalid healthcheck|invalid CIDR address"
                  + "|invalid network mode|^template: |valid signals are|no FROM statement found"
                  + "|^The target \".*\" was not found"),
          row(Kind.BAD_REFERENCE, "invalid reference format|repository name must"),
          row(
              Kind.REGISTRY_UNAUTHORIZED,
              "unauthorized|denied: requested access|authentication required"
                  + "|invalid username/password"),
          row(
              Kind.REMOTE_UNREACHABLE,
              "unable to connect to Podman|service destination not found|failed to read identity"
                  + "|^failed to connect: "
                  + "|knownhosts: |is not a supported schema"),
          row(Kind.REGISTRY_FAILED, "invalid status code from registry|x509: |certificate"),
          row(
              Kind.REGISTRY_UNREACHABLE,
              "pinging container registry|connection refused|no such host|i/o timeout"
                  + "|TLS handshake timeout|network is unreachable"),
          row(
              Kind.IMAGE_NOT_FOUND,
              "manifest unknown|short-name .* did not resolve|short-name resolution enforced"),
          row(Kind.IMAGE_NOT_KNOWN, "image not known"),
          row(Kind.WRONG_STATE, "have no dependencies, cannot start pod"),
          row(
              Kind.CONTAINER_NOT_FOUND,
              "no container with (name or )?ID|no such container"
                  + "|^container \".*\" does not exist$"),
          row(Kind.POD_NOT_FOUND, "no pod with name or ID|no such pod"),
          row(Kind.VOLUME_NOT_FOUND, "no volume with name|no such volume"),
          row(Kind.NETWORK_NOT_FOUND, "unable to find network|network not found"),
          row(Kind.SECRET_NOT_FOUND, "no secret with name or id|no such secret"),
          row(Kind.OBJECT_NOT_FOUND, "no such object"),
          row(Kind.CONTAINER_NAME_IN_USE, "the container name \".*\" is already in use"),
          row(
              Kind.IN_USE,
              "is already in use by|already used|is in use by a container"
                  + "|is being used by the following container|has associated containers"
                  + "|cannot remove container .* as it is |dependency exists"
                  + "|(pod|volume|network) already exists|secret name in use"
                  + "|is already used on the host"),
          row(
              Kind.WRONG_STATE,
              "container state improper|can only kill running containers|is not paused"
                  + "|only (attach to|be used on) running containers|^container \\w+ is not running"
                  + "|is already connected to network|is not connected to network"
                  + "|has no defined healthcheck|^not logged into |container is not logging output"),
          row(
              Kind.CONFLICTING_OPTIONS,
              "cannot be set together|conflicts with|mutually exclusive|cannot specify both"
                  + "|can only be set when|cannot set hostname|conflicting options"
                  + "|duplicate mount destination|cannot be configured when"),
          row(Kind.STORAGE_MISMATCH, "database configuration mismatch"),
          row(
              Kind.HOST_PATH_MISSING,
              "statfs .*: no such file|stat .*: no such file|opening seccomp profile failed"
                  + "|could not be found on (the host|container )|context must be a directory"
                  + "|copier: stat: "),
          row(
              Kind.CONFIGURATION,
              "CONTAINERS_CONF file|decode configuration|is not supported, choose"));

  private EngineMessages() {}

  /// What podman said: its last `Error:` line with the list that may follow it, or, where it wrote
  /// none, its last line that is not one of its log lines.
  public static Message read(String stderr) {
    String end = stderr.substring(Math.max(0, stderr.length() - WINDOW));
    String error = "";
    String other = "";
    for (String line : end.split("\\R", -1)) {
      if (line.startsWith(PREFIX)) {
        error = line.substring(PREFIX.length()).strip();
      } else if (!error.isEmpty() && line.startsWith(ITEM)) {
        error += " " + line.strip();
      } else if (!line.isBlank()
          && !line.startsWith("time=\"")
          && !line.startsWith("See 'podman")) {
        other = line.strip();
      }
    }
    String text = error.isEmpty() ? other : error;
    return new Message(kind(text), text);
  }

  /// Whether podman wrote a line with `Error:` in front.
  public static boolean hasErrorLine(String stderr) {
    return stderr.startsWith(PREFIX) || stderr.contains("\n" + PREFIX);
  }

  private static Kind kind(String text) {
    for (Row row : TABLE) {
      if (row.pattern().matcher(text).find()) {
        return row.kind();
      }
    }
    return Kind.OTHER;
  }

  private static Row row(Kind kind, String pattern) {
    return new Row(kind, Pattern.compile(pattern));
  }
}
