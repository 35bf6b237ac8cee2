package io.podbus.it;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.podbus.testing.Await;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/// Each secret that a caller can give, whether what it is for succeeds or fails: looked for in
/// answers, sessions, events, the audit log, the service's log and its files.
class SecretsKeptIT extends ServiceTestBase {
  private static final String SECRET = "hush-hush-" + System.nanoTime();

  @TempDir static Path roots;

  private final List<String> log = new CopyOnWriteArrayList<>();
  private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  private final Logger ours = (Logger) LoggerFactory.getLogger("io.podbus");
  private final Listener listener = new Listener();
  private Level before;

  private final class Listener extends AppenderBase<ILoggingEvent> {
    @Override
    protected void append(ILoggingEvent event) {
      log.add(
          event.getFormattedMessage()
              + event.getKeyValuePairs()
              + event.getMDCPropertyMap()
              + (event.getThrowableProxy() == null ? "" : event.getThrowableProxy().getMessage()));
    }
  }

  @Override
  Map<String, String> settings() {
    return Map.of("PODBUS_BUILD_CONTEXT_ROOTS", roots.toString());
  }

  @BeforeAll
  void listen() {
    before = ours.getLevel();
    ours.setLevel(Level.TRACE);
    listener.start();
    root.addAppender(listener);
  }

  @AfterAll
  void quiet() {
    root.detachAppender(listener);
    ours.setLevel(before);
  }

  private static JsonObject op(String operation) {
    return new JsonObject().put("operation", operation);
  }

  /// What is asked, each with the secret.
  private static List<JsonObject> requests() throws IOException {
    Files.writeString(
        roots.resolve("Containerfile"), "FROM %s\nARG WORD\nRUN true\n".formatted(Service.IMAGE));
    String nobody = "127.0.0.1:1";
    JsonObject build =
        op("build").put("image", "localhost/podbus-it-kept").put("context", roots.toString());
    return List.of(
        Api.run("true").put("secretEnvironment", new JsonObject().put("TOKEN", SECRET)),
        Api.run("/none").put("secretEnvironment", new JsonObject().put("TOKEN", SECRET)),
        Api.run("true").put("secretEnvironment", new JsonObject().put("NOT A NAME", SECRET)),
        Api.run("true").put("environment", new JsonObject().put("TOKEN", SECRET)),
        op("pull").put("image", nobody + "/x").put("creds", "alice:" + SECRET),
        op("pull").put("image", nobody + "/x").put("creds", SECRET),
        Api.run("true").put("image", nobody + "/x").put("creds", "alice:" + SECRET),
        op("login").put("registry", nobody).put("creds", "alice:" + SECRET),
        build.copy().put("buildArg", new JsonObject().put("WORD", SECRET)),
        build.copy().put("file", "none").put("buildArg", new JsonObject().put("WORD", SECRET)),
        build.copy().put("decryptionKey", new JsonArray().add("/none:" + SECRET)),
        op("ps")
            .put("remoteSocket", "ssh://nobody@" + nobody + "/run/podman.sock")
            .put("sshPassphrase", SECRET),
        op("secret")
            .put("subcommand", "create")
            .put("names", new JsonArray().add("podbus-it-kept"))
            .put("value", SECRET),
        op("secret").put("subcommand", "rm").put("names", new JsonArray().add("podbus-it-kept")));
  }

  @Test
  void nothingTellsThem() throws IOException {
    List<String> seen = new ArrayList<>();
    try {
      for (JsonObject request : requests()) {
        for (String how : List.of("?dryRun=true", "?wait=true")) {
          HttpResponse<String> answer = api.post("/v1/sessions" + how, request);
          seen.add(answer.statusCode() + " " + answer.body() + answer.headers().map());
        }
      }
    } finally {
      service.podman().run("rmi", "--force", "localhost/podbus-it-kept");
    }
    assertThat(seen.stream().filter(text -> text.startsWith("200"))).hasSizeGreaterThan(8);

    JsonArray sessions =
        new JsonObject(api.get("/v1/sessions?limit=1000").body()).getJsonArray("sessions");
    assertThat(sessions).hasSizeGreaterThan(6);
    seen.add(sessions.encode());
    for (Object one : sessions) {
      String path = "/v1/sessions/" + ((JsonObject) one).getString("id");
      seen.add(api.get(path + "/events").body());
      seen.add(api.get(path + "/recording.cast").body());
    }
    Path audit = service.stateDirectory().resolve("audit.jsonl");
    Await.until(
        Service.DEADLINE,
        "the audit log has the last request",
        () -> text(audit).contains("secret.rm"));
    seen.addAll(files(service.stateDirectory()));
    assertThat(log).as("the log was listened to").anyMatch(line -> line.contains("session"));
    seen.addAll(log);
    assertThat(seen.stream().filter(text -> text.contains(SECRET)).map(SecretsKeptIT::around))
        .isEmpty();
  }

  private static List<String> files(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(Files::isRegularFile).map(SecretsKeptIT::text).toList();
    }
  }

  /// What stands about the secret, without the rest.
  private static String around(String text) {
    int at = text.indexOf(SECRET);
    return text.substring(Math.max(0, at - 200), Math.min(text.length(), at + 60));
  }

  private static String text(Path file) {
    try {
      return file + "\n" + Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
