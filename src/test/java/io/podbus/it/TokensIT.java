package io.podbus.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.podbus.identity.Jwt;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Tokens that are not right, of each kind and in each way: 401 in every call and on the bus, and
/// podman hears of none of it.
class TokensIT extends ServiceTestBase {
  private static final KeyPair KEYS = Jwt.keys("RSA", 2048);
  private static final KeyPair OTHER = Jwt.keys("RSA", 2048);
  private static final long NOW = Instant.now().getEpochSecond();

  private final TestTokens tokens = TestTokens.create();
  private final CountedPodman podman = CountedPodman.create();
  private Path keys;

  @Override
  Map<String, String> settings() {
    try {
      keys = Files.writeString(Files.createTempFile("podbus-it-keys", ".pem"), Jwt.pem(KEYS));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    tokens.add("alice", "write");
    tokens.add("bob", "write", "2020-01-01T00:00:00Z");
    return Map.of(
        "PODBUS_PODMAN_PATH",
        podman.path().toString(),
        "PODBUS_AUTH_TOKENS_FILE",
        tokens.file().toString(),
        "PODBUS_AUTH_JWT_KEYS",
        keys.toString(),
        "PODBUS_AUTH_JWT_ISSUER",
        "https://issuer.example",
        "PODBUS_AUTH_JWT_AUDIENCE",
        "podbus",
        // So that a key that is confused would be tried.
        "PODBUS_AUTH_JWT_ALGORITHMS",
        "RS256,HS256");
  }

  @AfterAll
  void remove() throws IOException {
    tokens.close();
    podman.close();
    Files.delete(keys);
  }

  /// Whose contract it is must be known before what is not right is asked.
  @BeforeAll
  void theContractIsRead() {
    assertThat(api.get("/v1/sessions", "Authorization", "Bearer " + signed(claims())).statusCode())
        .isEqualTo(200);
  }

  private static JsonObject claims() {
    return new JsonObject()
        .put("iss", "https://issuer.example")
        .put("aud", "podbus")
        .put("sub", "alice")
        .put("scope", "read write")
        .put("exp", NOW + 36_000);
  }

  private static String signed(JsonObject claims) {
    return Jwt.sign(Jwt.header("RS256"), claims, KEYS.getPrivate());
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /// What is wrong, and the token.
  static Stream<Map.Entry<String, String>> wrong() {
    Map<String, String> wrong = new LinkedHashMap<>();
    String right = signed(claims());
    wrong.put("expired", signed(claims().put("exp", NOW - 3600)));
    JsonObject endless = claims();
    endless.remove("exp");
    wrong.put("without an end", signed(endless));
    wrong.put("of another audience", signed(claims().put("aud", "other")));
    wrong.put(
        "of another issuer",
        signed(claims().put("iss", "https://issuer.example.attacker.example")));
    wrong.put("of the future", signed(claims().put("nbf", NOW + 3600)));
    wrong.put("made in the future", signed(claims().put("iat", NOW + 3600)));
    wrong.put("of another key", Jwt.sign(Jwt.header("RS256"), claims(), OTHER.getPrivate()));
    wrong.put("alg none", Jwt.unsigned(Jwt.header("none"), claims()) + ".");
    wrong.put("alg NONE", Jwt.unsigned(Jwt.header("NONE"), claims()) + ".");
    wrong.put(
        "alg none with the signature of another",
        Jwt.unsigned(Jwt.header("none"), claims()) + right.substring(right.lastIndexOf('.')));
    wrong.put(
        "the public key as a secret",
        Jwt.hmac(Jwt.header("HS256"), claims(), ascii(Jwt.pem(KEYS))));
    wrong.put(
        "the bytes of the key as a secret",
        Jwt.hmac(Jwt.header("HS256"), claims(), KEYS.getPublic().getEncoded()));
    wrong.put("an empty secret's", Jwt.hmac(Jwt.header("HS256"), claims(), new byte[1]));
    wrong.put("cut in its signature", right.substring(0, right.length() - 10));
    wrong.put("without its signature", right.substring(0, right.lastIndexOf('.')));
    wrong.put("cut in its claims", right.substring(0, right.indexOf('.') + 20));
    wrong.put(
        "with other claims",
        Jwt.unsigned(Jwt.header("RS256"), claims().put("sub", "root"))
            + right.substring(right.lastIndexOf('.')));
    wrong.put("huge", signed(claims().put("more", "x".repeat(6_000))));
    wrong.put("of the file, expired", "podbus_token0000001_" + "x".repeat(40) + "001");
    wrong.put("of the file, with another end", "podbus_token0000000_" + "x".repeat(40) + "001");
    wrong.put("of the file, cut", "podbus_token0000000_" + "x".repeat(40));
    wrong.put("of the file, unknown", "podbus_token0000009_" + "x".repeat(43));
    return wrong.entrySet().stream();
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void isRefusedInEveryCall(Map.Entry<String, String> token) {
    List<String> calls = podman.calls();
    String bearer = "Bearer " + token.getValue();
    List<HttpResponse<String>> answers =
        List.of(
            api.post("/v1/sessions", Api.run("true"), "Authorization", bearer),
            api.get("/v1/sessions", "Authorization", bearer),
            api.get("/v1/events", "Authorization", bearer),
            api.get("/v1/sessions/" + "0".repeat(26) + "/events", "Authorization", bearer));
    for (HttpResponse<String> answer : answers) {
      JsonObject problem = Api.problem(answer, 401, "unauthenticated");
      assertThat(answer.headers().firstValue("WWW-Authenticate")).isPresent();
      assertThat(problem.encode()).as("what it was is not said").doesNotContain(token.getValue());
    }
    JsonObject onTheBus =
        BusClient.problem(
            service
                .vertx()
                .eventBus()
                .request(
                    "podbus.sessions",
                    Api.run("true"),
                    new DeliveryOptions()
                        .addHeader("action", "create")
                        .addHeader("authorization", bearer)));
    assertThat(onTheBus.getString("code")).isEqualTo("unauthenticated");
    assertThat(podman.calls()).isEqualTo(calls);
  }

  @Test
  void rightOnesAreTaken() {
    for (String token :
        List.of(signed(claims()), "podbus_token0000000_" + "x".repeat(40) + "000")) {
      assertThat(api.get("/v1/sessions", "Authorization", "Bearer " + token).statusCode())
          .isEqualTo(200);
    }
  }
}
