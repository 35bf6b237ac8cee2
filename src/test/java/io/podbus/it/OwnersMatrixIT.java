package io.podbus.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.podbus.podman.catalog.Catalog;
import io.podbus.podman.catalog.Operation;
import io.podbus.podman.catalog.OptionEntry;
import io.podbus.podman.catalog.ValueType;
import io.podbus.podman.options.ExampleBodies;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Two owners, and every way in which one could reach what is the other's, made from the table of
/// calls and from the catalog: a call or an operation that is new is tried by being there.
class OwnersMatrixIT extends ServiceTestBase {
  private static final String RUN = Long.toString(System.nanoTime(), 36);
  private static final String HERS = "podbus-it-hers-" + RUN;

  /// What each call on a session is sent with, where it needs a body; by method and the end of its
  /// path.
  private static final Map<String, String> BODIES =
      Map.of(
          "POST /input", "{\"text\":\"x\"}",
          "POST /signal", "{\"signal\":\"KILL\"}",
          "POST /resize", "{\"rows\":1,\"cols\":1}",
          "POST /wait", "{\"exit\":true}",
          "POST /exec", "{\"command\":\"true\"}",
          "POST /pause", "",
          "POST /resume", "");

  /// Targets of other kinds: images are everybody's, paths are the policy's to judge.
  private static final Set<String> NOBODYS = Set.of("image", "registry", "destination", "target");

  /// The options by which an operation reaches what is there, and hers of that kind.
  private static final Map<String, String> REACHES =
      Map.ofEntries(
          Map.entry("containerName", ""),
          Map.entry("names", ""),
          Map.entry("pod", "-pod"),
          Map.entry("network", "-net"),
          Map.entry("source", ":/etc/hosts"),
          Map.entry("ipc", "container:"),
          Map.entry("pid", "container:"),
          Map.entry("uts", "container:"),
          Map.entry("userns", "container:"),
          Map.entry("cgroupns", "container:"),
          Map.entry("requires", ""),
          Map.entry("volumesFrom", ""),
          Map.entry("volumes", "-vol:/x"),
          Map.entry("mounts", "type=volume,src=,dst=/x"));

  private final TestTokens tokens = TestTokens.create();
  private final String alice = tokens.add("alice", "write");
  private final String bob = tokens.add("bob", "write");
  private String session;

  @Override
  Map<String, String> settings() {
    return Map.of(
        "PODBUS_AUTH_TOKENS_FILE", tokens.file().toString(),
        "PODBUS_POLICY_FILE",
            Path.of("src/test/resources/policy/owners.yaml").toAbsolutePath().toString());
  }

  @BeforeAll
  void hers() {
    HttpResponse<String> created =
        send(alice, "POST", "/v1/sessions", Api.shell("sleep 31536000").put("containerName", HERS));
    assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
    session = created.headers().firstValue("Location").orElseThrow();
    io.podbus.testing.Await.until(
        Service.DEADLINE,
        "it runs",
        () -> send(alice, "GET", session, (String) null).body().contains("\"running\""));
    make("pod", "names", HERS + "-pod");
    make("network", "network", HERS + "-net");
    make("volume", "names", HERS + "-vol");
  }

  private void make(String kind, String option, String name) {
    Operation operation = Catalog.operation(kind + ".create").orElseThrow();
    OptionEntry entry =
        Catalog.entriesOf(operation).stream()
            .filter(e -> e.name().equals(option))
            .findFirst()
            .orElseThrow();
    Object value =
        entry.type(operation.name()) instanceof ValueType.Texts ? new JsonArray().add(name) : name;
    HttpResponse<String> made =
        send(alice, "POST", "/v1/sessions?wait=true", ExampleBodies.with(operation, entry, value));
    assertThat(made.statusCode()).as(made.body()).isEqualTo(200);
    assertThat(
            new JsonObject(made.body())
                .getJsonObject("session")
                .getJsonObject("exit")
                .getInteger("code"))
        .as(made.body())
        .isZero();
  }

  @AfterAll
  void removeHers() {
    service.podman().run("pod", "rm", "-f", HERS + "-pod");
    service.podman().run("rm", "-f", "-t", "0", HERS);
    service.podman().run("volume", "rm", "-f", HERS + "-vol");
    service.podman().run("network", "rm", "-f", HERS + "-net");
    tokens.close();
  }

  private HttpResponse<String> send(String token, String method, String path, JsonObject body) {
    return send(token, method, path, body == null ? null : body.encode());
  }

  private HttpResponse<String> send(String token, String method, String path, String body) {
    HttpRequest.Builder request =
        api.to(path)
            .header("Authorization", "Bearer " + token)
            .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (body != null && !body.isEmpty()) {
      request.header("Content-Type", "application/json");
    }
    return api.send(request, BodyHandlers.ofString());
  }

  /// Every call of the contract that has a session in its path.
  @TestFactory
  Stream<DynamicTest> anothersSessionIsNotThereInAnyCall() {
    JsonObject paths =
        new JsonObject(send(bob, "GET", "/openapi.json", (String) null).body())
            .getJsonObject("paths");
    List<DynamicTest> tests = new ArrayList<>();
    for (String path : paths.fieldNames()) {
      if (path.startsWith("/v1/sessions/{id}")) {
        for (String method : paths.getJsonObject(path).fieldNames()) {
          if (Set.of("get", "post", "put", "patch", "delete").contains(method)) {
            tests.add(call(method.toUpperCase(java.util.Locale.ROOT), path));
          }
        }
      }
    }
    assertThat(tests).hasSizeGreaterThan(14);
    return tests.stream();
  }

  private DynamicTest call(String method, String path) {
    String end = path.substring("/v1/sessions/{id}".length());
    return DynamicTest.dynamicTest(
        method + " " + path,
        () -> {
          String body = BODIES.get(method + " " + end);
          assertThat(body != null || !method.equals("POST")).as("a body for this call").isTrue();
          if (end.equals("/terminal")) {
            assertThat(upgrade(session)).isEqualTo(404);
            assertThat(upgrade("/v1/sessions/" + "0".repeat(26))).isEqualTo(404);
            return;
          }
          String rest = end.replace("{stream}", "stdout");
          HttpResponse<String> answer = send(bob, method, session + rest, body);
          Api.problem(answer, 404, "session-not-found");
          String nobodys = "/v1/sessions/" + "0".repeat(26) + rest;
          assertThat(detail(answer)).isEqualTo(detail(send(bob, method, nobodys, body)));
        });
  }

  /// The status of a WebSocket that he asks for.
  private int upgrade(String path) throws IOException {
    try (RawClient client = new RawClient(service.url())) {
      String request =
          "GET "
              + path
              + "/terminal HTTP/1.1\r\nHost: "
              + client.host()
              + "\r\nAuthorization: Bearer "
              + bob
              + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
              + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
      return client.send(request.getBytes(StandardCharsets.US_ASCII));
    }
  }

  private static String detail(HttpResponse<String> answer) {
    return new JsonObject(answer.body()).getString("detail");
  }

  @Test
  void norIsThereATicketForIt() {
    String id = session.substring(session.lastIndexOf('/') + 1);

    Api.problem(
        send(bob, "POST", "/v1/tickets", new JsonObject().put("session", id)),
        404,
        "session-not-found");
    assertThat(send(alice, "POST", "/v1/tickets", new JsonObject().put("session", id)).statusCode())
        .isEqualTo(201);
  }

  /// Every operation with every option by which it can name what is there already.
  @TestFactory
  Stream<DynamicTest> anothersThingsAreNotThereForAnyOperation() {
    List<DynamicTest> tests = new ArrayList<>();
    for (Operation operation : Catalog.operations()) {
      for (OptionEntry entry : Catalog.entriesOf(operation)) {
        if (REACHES.containsKey(entry.name()) && reaches(operation, entry)) {
          tests.add(
              DynamicTest.dynamicTest(
                  operation.name() + " " + entry.name(), () -> reach(operation, entry)));
        }
      }
    }
    assertThat(tests).hasSizeGreaterThan(60);
    return tests.stream();
  }

  /// Images are everybody's.
  private static final Set<String> OF_IMAGES = Set.of("images", "pull", "push", "tag", "rmi");

  /// Lists, in which others' are left out by a filter on the owner: [OwnersIT] shows that.
  private static final Set<String> LISTS = Set.of("ps", "pod.ls", "volume.ls", "network.ls");

  /// Not where it makes its target, or has targets that are nobody's; secrets have a test of their
  /// own.
  private static boolean reaches(Operation operation, OptionEntry entry) {
    String name = operation.name();
    ValueType type = entry.type(name);
    boolean named = type instanceof ValueType.Text || type instanceof ValueType.Texts;
    boolean target = Set.of("names", "containerName", "network", "pod").contains(entry.name());
    boolean creates =
        Set.of("run", "create").contains(name) && entry.name().equals("containerName");
    boolean makes =
        name.endsWith(".create")
            && (target && !entry.name().equals("network") || name.startsWith("network"));
    boolean build = name.equals("build") && !entry.name().equals("volumes");
    return named
        && !creates
        && !makes
        && !build
        && !name.startsWith("secret.")
        && !OF_IMAGES.contains(name)
        && !LISTS.contains(name);
  }

  private void reach(Operation operation, OptionEntry entry) {
    JsonObject body = ExampleBodies.with(operation, entry, hers(operation, entry));
    // All other targets are hers as well: what is refused to him is right for her.
    for (OptionEntry other : Catalog.entriesOf(operation)) {
      if (body.containsKey(other.name())
          && REACHES.containsKey(other.name())
          && reaches(operation, other)) {
        body.put(other.name(), hers(operation, other));
      }
    }
    if (operation.name().equals("cp")) {
      body.put("destination", "/tmp/x");
    }
    String dry = "/v1/sessions?dryRun=true";
    HttpResponse<String> right = send(alice, "POST", dry, body);
    if (right.statusCode() == 400
        && right.body().matches("(?s).*(needs podman|gone since|cgroup|rootless).*")) {
      return;
    }
    assertThat(right.statusCode()).as("%s for her: %s", body, right.body()).isEqualTo(200);
    // A build that is to run needs its files first, and its volumes are judged before them.
    String[] ways =
        operation.name().equals("build") ? new String[] {dry} : new String[] {dry, "/v1/sessions"};
    for (String path : ways) {
      HttpResponse<String> answer = send(bob, "POST", path, body);
      assertThat(answer.statusCode()).as("%s for him: %s", body, answer.body()).isEqualTo(404);
    }
  }

  private static Object hers(Operation operation, OptionEntry entry) {
    String kind =
        operation.name().startsWith("pod.")
            ? "-pod"
            : operation.name().startsWith("network.")
                ? "-net"
                : operation.name().startsWith("volume.") ? "-vol" : "";
    String extra = REACHES.get(entry.name());
    String value =
        switch (entry.name()) {
          case "names" -> HERS + kind;
          case "mounts" -> "type=volume,src=" + HERS + "-vol,dst=/x";
          default -> extra.endsWith(":") ? extra + HERS : HERS + extra;
        };
    return entry.type(operation.name()) instanceof ValueType.Texts
        ? new JsonArray().add(value)
        : value;
  }

  @Test
  void everyTargetOfTheCatalogIsJudged() {
    Set<String> judged = new TreeSet<>(REACHES.keySet());
    judged.addAll(NOBODYS);
    Set<String> targets =
        Catalog.byTheme().get("Targets").stream()
            .map(OptionEntry::name)
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(judged).containsAll(targets);
  }

  @Test
  void hersIsStillThere() {
    assertThat(send(alice, "GET", session, (String) null).body()).contains("\"running\"");
  }
}
