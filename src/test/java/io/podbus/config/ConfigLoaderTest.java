package io.podbus.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigLoaderTest {
  @TempDir Path directory;

  @Test
  void defaultsHoldWhereNobodySaysAnything() {
    PodbusConfig config = ConfigLoader.load(Optional.empty(), Map.of("HOME", "/home/u"), false);

    assertThat(config)
        .isEqualTo(
            new PodbusConfig(
                new HttpConfig(
                    "127.0.0.1",
                    8080,
                    1 << 20,
                    16 << 10,
                    Duration.ofSeconds(15),
                    new HttpConfig.Patience(
                        Duration.ofSeconds(30), Duration.ofMinutes(2), Duration.ofSeconds(30), 256),
                    10_000,
                    0,
                    false,
                    Set.of(),
                    Set.of()),
                new TlsConfig(
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    false,
                    Set.of("read", "write")),
                new AuthConfig(
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Set.of("RS256", "PS256", "ES256", "EdDSA"),
                    "sub",
                    "scope",
                    Duration.ofSeconds(30),
                    Duration.ofMinutes(5)),
                new PolicyConfig("standard", 64L << 20),
                new LimitsConfig(0, 0, 0, 0, 0, 0, 1000, 1000, 10_000),
                new BusConfig(BusConfig.Feeds.AUTO),
                new ManagementConfig("127.0.0.1", 8081),
                new StateConfig(Path.of("/home/u/.local/state/podbus")),
                "podman",
                new EngineConfig(8, Duration.ofSeconds(60), 256L << 20),
                new BuildConfig(List.of(), 256L << 20),
                new SessionsConfig(
                    100,
                    Duration.ofMinutes(10),
                    1000,
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(30)),
                new JournalConfig(
                    64 << 20,
                    256 << 20,
                    1 << 20,
                    8 << 20,
                    0,
                    8L << 30,
                    JournalConfig.Sync.NONE,
                    Duration.ofSeconds(1)),
                new TracingConfig("none", 100),
                new ClusterConfig(
                    false,
                    Optional.empty(),
                    "podbus",
                    ClusterConfig.Discovery.MEMBERS,
                    Set.of(),
                    Optional.empty(),
                    "127.0.0.1",
                    5701,
                    15701,
                    Optional.empty(),
                    new ClusterConfig.ClusterTls(
                        Optional.empty(), Optional.empty(), Optional.empty()),
                    Optional.empty(),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(60),
                    Map.of(),
                    4L << 20,
                    64L << 20),
                new ShutdownConfig(Duration.ofSeconds(30))));
  }

  @Test
  void theStateDirectoryDependsOnWhoRunsTheService() {
    Map<String, String> environment = Map.of("HOME", "/home/u", "XDG_STATE_HOME", "/home/u/state");

    assertThat(ConfigLoader.load(Optional.empty(), environment, true).state().dir())
        .isEqualTo(Path.of("/var/lib/podbus"));
    assertThat(ConfigLoader.load(Optional.empty(), environment, false).state().dir())
        .isEqualTo(Path.of("/home/u/state/podbus"));
    // The specification of that variable has relative paths ignored.
    assertThat(
            ConfigLoader.load(
                    Optional.empty(), Map.of("HOME", "/h", "XDG_STATE_HOME", "state"), false)
                .state()
                .dir())
        .isEqualTo(Path.of("/h/.local/state/podbus"));
  }

  @Test
  void theEnvironmentRulesOverTheFileAndTheFileOverTheDefaults() {
    Path file = write("http:\n  port: 1111\n  host: localhost\nsessions:\n  max: 7\n");

    PodbusConfig config = load(file, Map.of("PODBUS_HTTP_PORT", "2222", "OTHER", "x"));

    assertThat(config.http().port()).isEqualTo(2222);
    assertThat(config.http().host()).isEqualTo("localhost");
    assertThat(config.sessions().max()).isEqualTo(7);
    assertThat(config.management().port()).isEqualTo(8081);
  }

  static List<Key<?>> keys() {
    return Keys.ALL;
  }

  /// Each key by itself, with a value that is not its default, so that no two are mixed up.
  @ParameterizedTest
  @MethodSource("keys")
  void eachKeyIsTakenFromFileAndEnvironment(Key<?> key) {
    String other = otherValue(key);
    String line = key.name() + " = " + other;
    String yaml =
        key.name().contains(".")
            ? key.name().replace(".", ": {") + ": \"" + other + "\"}"
            : key.name() + ": " + other;

    Map<String, String> companions = companions(key);
    Map<String, String> environment = new HashMap<>(companions);
    environment.put(key.variable(), other);
    PodbusConfig fromEnvironment = ConfigLoader.load(Optional.empty(), environment);
    PodbusConfig fromFile =
        load(write(key.kind().isText() ? yaml : yaml.replace("\"", "")), companions);
    List<String> changed =
        Keys.ALL.stream()
            .filter(one -> one == key || companions.containsKey(one.variable()))
            .map(one -> one.name() + " = ")
            .toList();

    assertThat(fromEnvironment.describe()).contains(line);
    assertThat(fromFile).isEqualTo(fromEnvironment);
    assertThat(ConfigLoader.load(Optional.empty(), Map.of()).describe())
        .as("all other lines stay as they are")
        .containsAll(
            fromEnvironment.describe().stream()
                .filter(l -> changed.stream().noneMatch(l::startsWith))
                .toList())
        .doesNotContain(line);
  }

  /// What has to be given with this key, as variables.
  private static Map<String, String> companions(Key<?> key) {
    Map<String, String> tls = Map.of("PODBUS_TLS_CERTIFICATE", "/c", "PODBUS_TLS_KEY", "/k");
    return switch (key.name()) {
      case "tls.certificate" -> Map.of("PODBUS_TLS_KEY", "/k");
      case "tls.key" -> Map.of("PODBUS_TLS_CERTIFICATE", "/c");
      case "tls.clientAuthorities" -> tls;
      case "tls.clientRequired" -> {
        Map<String, String> all = new HashMap<>(tls);
        all.put("PODBUS_TLS_CLIENT_AUTHORITIES", "/a");
        yield all;
      }
      case "auth.jwtKeys" -> Map.of("PODBUS_AUTH_JWT_ISSUER", "i", "PODBUS_AUTH_JWT_AUDIENCE", "a");
      default -> Map.of();
    };
  }

  private static String otherValue(Key<?> key) {
    if (key.name().equals("policy.file")) {
      return "trusted";
    }
    return switch (key.kind()) {
      case Kind.Host _ -> "127.0.0.9";
      case Kind.Flag _ -> Boolean.toString(!Boolean.parseBoolean(key.fallbackText()));
      case Kind.Maybe<?> _ when key.name().matches("cluster[.](node|kube.*|advert.*)") ->
          "other.example";
      case Kind.Maybe<?> _ -> "/srv/file";
      case Kind.Words _ -> "other";
      case Kind.Several _ ->
          switch (key.name()) {
            case "http.allowedOrigins" -> "https://a.example,http://b.example:81";
            case "http.allowedHosts" -> "a.example,b";
            case "auth.jwtAlgorithms" -> "HS256,ES384";
            case "cluster.labels" -> "disk=,zone=a";
            default -> "read,trusted";
          };
      case Kind.LoopbackHost _ -> "127.0.0.9";
      case Kind.Program _ -> "/opt/engine";
      case Kind.AbsolutePath _ -> "/srv/podbus";
      case Kind.Directories _ -> "/srv/a,/srv/b";
      case Kind.Endpoint _ -> "http://127.0.0.1:4318/v1/traces";
      case Kind.Whole whole when Integer.parseInt(key.fallbackText()) == whole.max() ->
          Integer.toString(whole.max() - 7);
      case Kind.Whole _, Kind.Large _, Kind.Millis _ ->
          Long.toString(Long.parseLong(key.fallbackText()) + 7);
      case Kind.Choice<?> choice ->
          choice.type().getEnumConstants()[1].name().toLowerCase(Locale.ROOT);
    };
  }

  @ParameterizedTest
  @CsvSource({
    "http.port, PODBUS_HTTP_PORT",
    "management.port, PODBUS_MANAGEMENT_PORT",
    "state.dir, PODBUS_STATE_DIR",
    "podmanPath, PODBUS_PODMAN_PATH",
    "sessions.max, PODBUS_SESSIONS_MAX",
    "shutdown.timeoutMs, PODBUS_SHUTDOWN_TIMEOUT_MS",
    "http.maxBodyBytes, PODBUS_HTTP_MAX_BODY_BYTES",
  })
  void variablesFollowFromNames(String name, String variable) {
    assertThat(Keys.named(name).orElseThrow().variable()).isEqualTo(variable);
  }

  /// The fault, and what the line must say; `@` stands for the file.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          http:\\n  port: 65536            | @:2: http.port is "65536", but it must be a whole number from 0 to 65535
          http:\\n  port: -1               | @:2: http.port is "-1", but it must be a whole number from 0 to 65535
          http:\\n  port: '8080'           | @:2: http.port is the text "8080", but it must be a whole number from 0 to 65535
          http:\\n  port: 8080.5           | @:2: http.port is "8080.5", but it must be a whole number from 0 to 65535
          http:\\n  port: 0x50             | @:2: http.port is "0x50", but it must be a whole number from 0 to 65535
          http:\\n  port: true             | @:2: http.port is "true", but it must be a whole number from 0 to 65535
          http:\\n  port:                  | @:2: http.port is empty, but it must be a whole number from 0 to 65535
          http:\\n  port: [1]              | @:2: http.port is a list, but it must be a whole number from 0 to 65535
          http:\\n  port: {a: 1}           | @:2: http.port is a mapping, but it must be a whole number from 0 to 65535
          http:\\n  port: 1\\n  port: 2    | @:3: http.port is given twice
          sessions:\\n  max: 0             | @:2: sessions.max is "0", but it must be a whole number from 1 to 100000
          sessions:\\n  max: 1\\nsessions: | @:3: sessions is given twice
          http:\\n  prot: 1                | @:2: "http.prot" is not a known key; did you mean http.port?
          sesions:\\n  max: 1              | @:1: "sesions" is not a known key
          http.port: 1                     | @:1: "http.port" is not a known key; write it as "http: {port: …}"
          whatever: 1                      | @:1: "whatever" is not a known key
          http: 8080                       | @:1: http must be a mapping of keys to values
          [1]                              | @:1: the file must be a mapping of keys to values
          {[1]: 2}                         | @:1: a key must be a plain name
          http:\\n  host: 0.0.0.0          | @:2: http.host is 0.0.0.0, which other machines can reach: that needs TLS (tls.certificate, tls.key) and authentication (auth.tokensFile, auth.jwtKeys or tls.clientAuthorities), or http.behindProxy: true where a proxy does both
          management:\\n  host: '::'       | @:2: management.host is "::", but it must be a loopback address (127.0.0.1, ::1 or localhost)
          podmanPath: bin/podman           | @:1: podmanPath is "bin/podman", but it must be the name of a program, or an absolute path to one
          podmanPath: -x                   | @:1: podmanPath is "-x", but it must be the name of a program, or an absolute path to one
          podmanPath: 3                    | @:1: podmanPath is "3", but it must be the name of a program, or an absolute path to one
          podmanPath: !!java.net.URL [x]   | @:1: not valid YAML: Global tag is not allowed: tag:yaml.org,2002:java.net.URL
          state:\\n  dir: var/podbus       | @:2: state.dir is "var/podbus", but it must be an absolute path
          http: {port: 1}\\nmanagement: {port: 1} | http.port (@:1) and management.port (@:2) are both 1, but they must differ
          journal: {maxRetainBytes: 4096}  | journal.retainBytes (default) is 67108864, but it must be at most journal.maxRetainBytes (@:1), 4096
          http: {host: 'a b'}              | @:1: http.host is "a b", but it must be an address to listen on
          http: {behindProxy: 1}           | @:1: http.behindProxy is "1", but it must be true or false
          http: {allowedOrigins: '*'}      | @:1: http.allowedOrigins is "*", but it must be origins such as https://example.org between commas, or none
          tls: {certificate: /c}           | tls.certificate (@:1) and tls.key (default) are given together or not at all
          tls: {clientAuthorities: /c}     | tls.clientAuthorities (@:1) and tls.certificate (default) go together
          tls: {clientRequired: true}      | tls.clientRequired (@:1) and tls.clientAuthorities (default) go together
          auth: {jwtKeys: /k}              | auth.jwtKeys (@:1) and auth.jwtIssuer (default) go together
          auth: {jwtKeys: /k, jwtIssuer: i} | auth.jwtKeys (@:1) and auth.jwtAudience (default) go together
          auth: {jwtKeys: 'http://keys.example/'} | @:1: auth.jwtKeys is "http://keys.example/", but it must be an absolute path or an https URL (http on loopback), or none
          auth: {jwtAlgorithms: none}      | @:1: auth.jwtAlgorithms is "none", but it must be algorithms such as RS256, ES256, EdDSA and HS256 between commas
          http: {host: 0.0.0.0}\\nauth: {tokensFile: /t} | @:1: http.host is 0.0.0.0, which other machines can reach: that needs TLS (tls.certificate, tls.key) and authentication (auth.tokensFile, auth.jwtKeys or tls.clientAuthorities), or http.behindProxy: true where a proxy does both
          http: {host: 0.0.0.0}\\ntls: {certificate: /c, key: /k} | @:1: http.host is 0.0.0.0, which other machines can reach: that needs TLS (tls.certificate, tls.key) and authentication (auth.tokensFile, auth.jwtKeys or tls.clientAuthorities), or http.behindProxy: true where a proxy does both
          """)
  void aFaultInTheFileIsOneClearLine(String yaml, String message) {
    Path file = write(yaml.replace("\\n", "\n"));

    assertThatThrownBy(() -> load(file, Map.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessage(message.replace("@", file.toString()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a: [", "a: b: c", "\tx: 1", "a: 1\n---\nb: 2", "a: *b", "%", "\"", "a: @"})
  void brokenYamlIsOneClearLine(String yaml) {
    Path file = write(yaml);

    assertThatThrownBy(() -> load(file, Map.of()))
        .isInstanceOf(ConfigException.class)
        .message()
        .startsWith(file + ":")
        .contains("not valid YAML")
        .doesNotContain("\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "# nothing\n", "---\n", "http:\n  # port: 1\n", "~"})
  void aFileThatSaysNothingChangesNothing(String yaml) {
    assertThat(load(write(yaml), Map.of()))
        .isEqualTo(ConfigLoader.load(Optional.empty(), Map.of()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          PODBUS_HTTP_PORT    | http    | PODBUS_HTTP_PORT: http.port is "http", but it must be a whole number from 0 to 65535
          PODBUS_HTTP_PORT    | ''      | PODBUS_HTTP_PORT: http.port is "", but it must be a whole number from 0 to 65535
          PODBUS_HTTP_PORT    | 99999999999999999999 | PODBUS_HTTP_PORT: http.port is "99999999999999999999", but it must be a whole number from 0 to 65535
          PODBUS_HTTP_HOST    | 192.168.1.1 | PODBUS_HTTP_HOST: http.host is 192.168.1.1, which other machines can reach: that needs TLS (tls.certificate, tls.key) and authentication (auth.tokensFile, auth.jwtKeys or tls.clientAuthorities), or http.behindProxy: true where a proxy does both
          PODBUS_HTTP_HEARTBEAT_MS | 15s | PODBUS_HTTP_HEARTBEAT_MS: http.heartbeatMs is "15s", but it must be a whole number of milliseconds from 100 to 3600000
          PODBUS_HTTP_PROT    | 1       | "PODBUS_HTTP_PROT" is not a known variable; did you mean PODBUS_HTTP_PORT?
          PODBUS_             | 1       | "PODBUS_" is not a known variable
          PODBUS_LOG_FORMAT   | xml     | PODBUS_LOG_FORMAT: the format is "xml", but it must be auto, json or text
          PODBUS_TRACING_ENDPOINT | grpc://x | PODBUS_TRACING_ENDPOINT: tracing.endpoint is "grpc://x", but it must be a URL that begins with http:// or https://, or none
          PODBUS_LOG_LEVEL    | loud    | PODBUS_LOG_LEVEL: the level is "loud", but it must be trace, debug, info, warn or error
          """)
  void aFaultInTheEnvironmentIsOneClearLine(String variable, String value, String message) {
    assertThatThrownBy(() -> ConfigLoader.load(Optional.empty(), Map.of(variable, value)))
        .isInstanceOf(ConfigException.class)
        .hasMessage(message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http: {host: 0.0.0.0, behindProxy: true}",
        "http: {host: 0.0.0.0}\ntls: {certificate: /c, key: /k}\nauth: {tokensFile: /t}",
        "http: {host: '::'}\ntls: {certificate: /c, key: /k, clientAuthorities: /a}",
        "http: {host: localhost}"
      })
  void thePortMayBeReachedByOthersWhereCallersAreKnown(String yaml) {
    assertThat(load(write(yaml), Map.of()).http().host()).isNotEmpty();
  }

  @Test
  void aValueOfTheFileIsCheckedAlsoWhereTheEnvironmentOverridesIt() {
    Path file = write("http:\n  port: many\n");

    assertThatThrownBy(() -> load(file, Map.of("PODBUS_HTTP_PORT", "1")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("many");
  }

  @Test
  void theOddVariablesOfOursAreTaken() {
    Map<String, String> environment =
        Map.of(
            "PODBUS_CONFIG",
            "/x",
            "PODBUS_JAVA_OPTS",
            "-Xmx1g",
            "PODBUS_LOG_LEVEL",
            "DEBUG",
            "PODBUS_LOG_FORMAT",
            "json");

    assertThat(ConfigLoader.load(Optional.empty(), environment))
        .isEqualTo(ConfigLoader.load(Optional.empty(), Map.of()));
    assertThat(ConfigLoader.file(environment)).contains(Path.of("/x"));
    assertThat(ConfigLoader.file(Map.of())).isEmpty();
  }

  @Test
  void aFileThatIsNotThereOrNotTextIsOneClearLine() throws IOException {
    Path missing = directory.resolve("missing.yaml");
    Path binary = Files.write(directory.resolve("b"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});

    assertThatThrownBy(() -> load(missing, Map.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessage(missing + ": there is no such file");
    assertThatThrownBy(() -> load(binary, Map.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessage(binary + ": the file is not UTF-8 text");
    assertThatThrownBy(() -> load(directory, Map.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith(directory + ": cannot be read: ");
  }

  @Test
  void whatTheOperatorWroteCannotBreakTheLine() {
    String value = "x\n\u001b[31m" + "y".repeat(500);

    assertThatThrownBy(() -> ConfigLoader.load(Optional.empty(), Map.of("PODBUS_HTTP_PORT", value)))
        .isInstanceOf(ConfigException.class)
        .message()
        .startsWith("PODBUS_HTTP_PORT: http.port is \"x??[31myyy")
        .hasSizeLessThan(250);
  }

  @Test
  void secretsAreMasked() {
    Key<String> token =
        new Key<>(
            "x.token",
            new Kind.Program(),
            Optional.of("none"),
            "none",
            "A secret.",
            PodbusConfig::podmanPath,
            true);

    assertThat(token.describe(ConfigLoader.load(Optional.empty(), Map.of())))
        .isEqualTo("x.token = ***");
    assertThat(Values.wrong(token, "\"hunter2\"", "f:1")).hasMessageNotContaining("hunter2");
  }

  @Test
  void theBoundOfAllJournalsFollowsTheHeapUnlessItIsGiven() {
    assertThat(journal(0).totalMemoryBytes(1000)).isEqualTo(500);
    assertThat(journal(7).totalMemoryBytes(1000)).isEqualTo(7);
  }

  private static PodbusConfig load(Path file, Map<String, String> environment) {
    return ConfigLoader.load(Optional.of(file), environment);
  }

  private Path write(String text) {
    try {
      return Files.write(directory.resolve("podbus.yaml"), text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JournalConfig journal(long totalMemoryBytes) {
    return new JournalConfig(
        1, 1, 1, 1, totalMemoryBytes, 1, JournalConfig.Sync.NONE, Duration.ZERO);
  }
}
