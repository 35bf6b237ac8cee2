package io.podbus.bench;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/// What an owner notices of others that take all they can get: how long its own starts and its own
/// typed lines take, beside when it is alone. A script stands in podman's place: the engine is not
/// the point.
final class FairnessBench {
  private static final double TARGET = 2;

  private final Settings settings;
  private final Driver driver;

  FairnessBench(Settings settings, Driver driver) {
    this.settings = settings;
    this.driver = driver;
  }

  /// What one owner measures while the others do something.
  record Seen(Samples creates, Samples lines) {}

  void measure(Report report) {
    report.table(
        "One owner beside others that take all they can",
        "the others",
        "create p99",
        ": quiet",
        "stream p99",
        ": quiet",
        "target",
        "of them");
    Path stub =
        StubPodman.make(
            settings, "fairness-podman", "[ \"${*%cat}\" = \"$*\" ] && echo x || exec cat");
    Map<String, String> configuration =
        Map.of(
            "PODBUS_PODMAN_PATH", stub.toString(),
            "PODBUS_SESSIONS_MAX", "2000",
            "PODBUS_AUTH_TOKENS_FILE", tokens().toString());
    try (Service service = Service.start(settings, "fairness", configuration)) {
      try (Owner owner = new Owner(settings, driver, service, token("quiet", 0))) {
        // What is compiled and made once, first.
        owner.measure();
        Seen quiet = owner.measure();
        row(report, "none", quiet, quiet, "");
        for (Crowd.Kind kind : Crowd.Kind.values()) {
          try (Crowd crowd = Crowd.of(kind, settings, service, token("crowd", 1))) {
            Seen beside = owner.measure();
            row(report, kind.words(), beside, quiet, crowd.answers());
          }
          row(report, "none, after that", owner.measure(), quiet, "");
        }
      }
    }
    report.note(
        "Create: from the `POST` to the first byte of output, one after another. Stream: a line typed into a session of"
            + " its own until it is back in its event stream. Both %d times, in turns, on kept-alive connections."
                .formatted(Owner.rounds(settings))
            + " The others have a token of another owner, and a process of the driver's own loop.");
  }

  private static void row(Report report, String who, Seen seen, Seen quiet, String answers) {
    double creates = seen.creates().millis(0.99) / quiet.creates().millis(0.99);
    double lines = seen.lines().millis(0.99) / quiet.lines().millis(0.99);
    report.row(
        who,
        Report.millis(seen.creates().millis(0.99)),
        seen == quiet ? "" : Report.ratio(creates),
        Report.millis(seen.lines().millis(0.99)),
        seen == quiet ? "" : Report.ratio(lines),
        seen == quiet ? "" : Report.verdict(Math.max(creates, lines), TARGET),
        answers);
  }

  private Path tokens() {
    try {
      Path file = settings.work().resolve("fairness-tokens");
      Files.writeString(file, line("quiet", 0) + line("crowd", 1));
      return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String token(String owner, int number) {
    return "podbus_bench000000" + number + "_" + owner + "x".repeat(38);
  }

  private static String line(String owner, int number) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(token(owner, number).getBytes(StandardCharsets.US_ASCII));
      return "bench000000%d %s write never %s%n"
          .formatted(number, owner, HexFormat.of().formatHex(hash));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /// The body of a session whose program echoes, or writes one line and ends.
  static JsonObject body(Settings settings, boolean echoes) {
    return echoes
        ? Client.run(settings, settings.image(), "cat")
        : Client.run(settings, settings.image(), "echo", "x");
  }

  /// Of the answer to a create.
  static Optional<String> id(String answer) {
    return Optional.ofNullable(new JsonObject(answer).getString("id"));
  }
}
