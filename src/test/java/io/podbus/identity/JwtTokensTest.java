package io.podbus.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.podbus.config.AuthConfig;
import io.podbus.config.ConfigException;
import io.podbus.protocol.Caller;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JwtTokensTest {
  private static final KeyPair RSA = Jwt.keys("RSA", 2048);
  private static final KeyPair OTHER_RSA = Jwt.keys("RSA", 2048);
  private static final KeyPair EC = Jwt.keys("EC", 256);
  private static final KeyPair ED = Jwt.keys("Ed25519", 0);
  private static final byte[] SECRET =
      "a secret that is long enough: 32".getBytes(StandardCharsets.US_ASCII);
  private static final Set<String> ALL = Set.of("RS256", "ES256", "EdDSA", "HS256");

  private final Vertx vertx = Vertx.vertx();
  private final long now = Instant.now().getEpochSecond();

  @AfterAll
  void close() {
    vertx.close();
  }

  private static AuthConfig config() {
    return new AuthConfig(
        Optional.empty(),
        Optional.of("/keys"),
        Optional.of("https://issuer.example"),
        Optional.of("podbus"),
        ALL,
        "sub",
        "scope",
        Duration.ofSeconds(30),
        Duration.ofMinutes(5));
  }

  private JwtTokens tokens(String keys) {
    JwtKeys parsed = JwtKeys.parse(keys.getBytes(StandardCharsets.UTF_8), ALL);
    return new JwtTokens(vertx, config(), parsed, InstantSource.system());
  }

  private JsonObject claims() {
    return new JsonObject()
        .put("iss", "https://issuer.example")
        .put("aud", "podbus")
        .put("sub", "alice")
        .put("scope", "read write team:blue")
        .put("exp", now + 600);
  }

  private String rs(JsonObject claims) {
    return Jwt.sign(Jwt.header("RS256"), claims, RSA.getPrivate());
  }

  private static String secretJwks() {
    return new JsonObject()
        .put(
            "keys",
            new JsonArray()
                .add(
                    new JsonObject()
                        .put("kty", "oct")
                        .put("kid", "s1")
                        .put("k", Base64.getUrlEncoder().withoutPadding().encodeToString(SECRET))))
        .encode();
  }

  @Test
  void aRightTokenNamesItsCaller() {
    Identity identity = tokens(Jwt.pem(RSA)).find(rs(claims().put("jti", "j-1"))).orElseThrow();

    assertThat(identity.caller())
        .isEqualTo(new Caller("alice", Set.of("read", "write", "team:blue")));
    assertThat(identity.validUntil()).isEqualTo(Instant.ofEpochSecond(now + 630));
    assertThat(identity.credential()).isEqualTo("jwt:j-1");
  }

  @Test
  void everyKindOfKeyWorks() {
    String all = Jwt.pem(RSA) + Jwt.pem(EC) + Jwt.pem(ED);
    JwtTokens tokens = tokens(all);

    assertThat(tokens.find(rs(claims()))).isPresent();
    assertThat(tokens.find(Jwt.sign(Jwt.header("ES256"), claims(), EC.getPrivate()))).isPresent();
    assertThat(tokens.find(Jwt.sign(Jwt.header("EdDSA"), claims(), ED.getPrivate()))).isPresent();
    assertThat(tokens(secretJwks()).find(Jwt.hmac(Jwt.header("HS256"), claims(), SECRET)))
        .isPresent();
    assertThat(tokens(rsaJwks()).find(rs(claims()))).isPresent();
    assertThat(tokens.find(rs(claims().put("scope", new JsonArray().add("admin")))))
        .map(identity -> identity.caller().scopes())
        .hasValue(Set.of("admin"));
    assertThat(tokens.find(rs(claims().put("aud", new JsonArray().add("x").add("podbus")))))
        .isPresent();
  }

  private static String rsaJwks() {
    RSAPublicKey key = (RSAPublicKey) RSA.getPublic();
    return new JsonObject()
        .put(
            "keys",
            new JsonArray()
                .add(
                    new JsonObject()
                        .put("kty", "RSA")
                        .put("use", "sig")
                        .put("n", base64(key.getModulus().toByteArray()))
                        .put("e", base64(key.getPublicExponent().toByteArray())))
                .add(new JsonObject().put("kty", "RSA").put("use", "enc").put("n", "AQAB"))
                .add("no key"))
        .encode();
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /// Each claim, and a value with which nobody gets in; `+N` and `-N` are seconds from now.
  @ParameterizedTest
  @CsvSource({
    "exp, -31", "exp, ''", "exp, soon", "nbf, +3600", "iat, +3600",
    "iss, https://other.example", "iss, ''", "aud, other", "aud, ''", "aud, 7",
    "sub, ''", "sub, 'a b'", "sub, 7", "sub, 'x,y'"
  })
  void aWrongClaimLetsNobodyIn(String claim, String value) {
    JsonObject claims = claims();
    switch (value) {
      case "" -> claims.remove(claim);
      case "7" -> claims.put(claim, 7);
      default ->
          claims.put(
              claim, value.matches("[+-]\\d+") ? (Object) (now + Long.parseLong(value)) : value);
    }

    assertThat(tokens(Jwt.pem(RSA)).find(rs(claims))).isEmpty();
  }

  @Test
  void theClockMayDifferALittle() {
    assertThat(tokens(Jwt.pem(RSA)).find(rs(claims().put("exp", now - 20)))).isPresent();
  }

  @Test
  void aTokenWithoutASignatureIsNone() {
    JwtTokens tokens = tokens(Jwt.pem(RSA));
    String unsigned = Jwt.unsigned(Jwt.header("none"), claims());

    for (String token : new String[] {unsigned, unsigned + ".", unsigned + ".e30"}) {
      assertThat(tokens.find(token)).as(token).isEmpty();
    }
    assertThat(tokens.find(Jwt.unsigned(Jwt.header("NonE"), claims()) + ".")).isEmpty();
    assertThat(tokens.find(Jwt.unsigned(Jwt.header("RS256"), claims()) + ".")).isEmpty();
    assertThat(tokens.find(Jwt.unsigned(Jwt.header("RS256"), claims()))).isEmpty();
    assertThat(tokens.find(Jwt.unsigned(new JsonObject(), claims()) + ".x")).isEmpty();
  }

  @Test
  void aPublicKeyIsNoSecret() {
    String pem = Jwt.pem(RSA);
    JwtTokens tokens = tokens(pem);

    for (byte[] confused :
        new byte[][] {
          pem.getBytes(StandardCharsets.US_ASCII),
          pem.strip().getBytes(StandardCharsets.US_ASCII),
          RSA.getPublic().getEncoded(),
          ((RSAPublicKey) RSA.getPublic()).getModulus().toByteArray()
        }) {
      assertThat(tokens.find(Jwt.hmac(Jwt.header("HS256"), claims(), confused))).isEmpty();
    }
    // Nor does it help where there is a secret as well.
    assertThat(
            tokens(secretJwks())
                .find(Jwt.hmac(Jwt.header("HS256"), claims(), RSA.getPublic().getEncoded())))
        .isEmpty();
  }

  @Test
  void aTokenCannotBringItsKey() {
    JwtTokens tokens = tokens(Jwt.pem(RSA));
    RSAPublicKey key = (RSAPublicKey) OTHER_RSA.getPublic();
    JsonObject jwk =
        new JsonObject()
            .put("kty", "RSA")
            .put("n", base64(key.getModulus().toByteArray()))
            .put("e", "AQAB");

    for (JsonObject header :
        new JsonObject[] {
          Jwt.header("RS256"),
          Jwt.header("RS256").put("jwk", jwk),
          Jwt.header("RS256").put("jku", "https://attacker.example/keys"),
          Jwt.header("RS256").put("x5c", new JsonArray().add("AAAA")),
          Jwt.header("RS256").put("kid", "../../dev/null")
        }) {
      assertThat(tokens.find(Jwt.sign(header, claims(), OTHER_RSA.getPrivate())))
          .as(header.encode())
          .isEmpty();
    }
  }

  @Test
  void onlyWhatTheOperatorTakesIsTaken() {
    assertThat(tokens(Jwt.pem(RSA)).find(Jwt.sign(Jwt.header("RS512"), claims(), RSA.getPrivate())))
        .isEmpty();
    JsonObject critical = Jwt.header("RS256").put("crit", new JsonArray().add("b64"));
    assertThat(tokens(Jwt.pem(RSA)).find(Jwt.sign(critical, claims(), RSA.getPrivate()))).isEmpty();
  }

  @Test
  void aTokenThatIsCutOrChangedIsNone() {
    JwtTokens tokens = tokens(Jwt.pem(RSA));
    String token = rs(claims());

    for (int i = 0; i < token.length(); i += 3) {
      assertThat(tokens.find(token.substring(0, i))).as("cut at %d", i).isEmpty();
      char other = token.charAt(i) == 'A' ? 'B' : 'A';
      // The last character of a part has bits that belong to no byte.
      boolean padding = i + 1 == token.length() || token.charAt(i + 1) == '.';
      if (token.charAt(i) != '.' && !padding) {
        assertThat(tokens.find(token.substring(0, i) + other + token.substring(i + 1)))
            .as("changed at %d", i)
            .isEmpty();
      }
    }
    for (String odd : new String[] {"", ".", "..", "...", "a.b.c", token + ".x", token + token}) {
      assertThat(tokens.find(odd)).as(odd).isEmpty();
    }
    assertThat(tokens.find("x".repeat(9000))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "'', neither a JWKS nor a PEM",
    "a secret, neither a JWKS nor a PEM",
    "'{', no JWKS",
    "'{}', no JWKS",
    "'{\"keys\":7}', no JWKS",
    "'{\"keys\":[]}', no key in it",
    "'{\"keys\":[{\"kty\":\"oct\",\"k\":\"c2hvcnQ\"}]}', no key in it",
    "'{\"keys\":[{\"kty\":\"none\"}]}', no key in it",
  })
  void keysThatCannotBeUsedAreSaid(String keys, String why) {
    assertThatThrownBy(() -> JwtKeys.parse(keys.getBytes(StandardCharsets.UTF_8), ALL))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(why);
  }

  @Test
  void aWeakKeyIsNotUsed() {
    byte[] weak = Jwt.pem(Jwt.keys("RSA", 1024)).getBytes(StandardCharsets.US_ASCII);

    assertThatThrownBy(() -> JwtKeys.parse(weak, ALL)).isInstanceOf(ConfigException.class);
  }
}
