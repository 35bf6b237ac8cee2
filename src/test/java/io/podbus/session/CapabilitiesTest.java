package io.podbus.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.podbus.config.AuthConfig;
import io.podbus.config.ConfigLoader;
import io.podbus.config.PodbusConfig;
import io.podbus.config.TlsConfig;
import io.podbus.podman.engine.EngineProfile;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CapabilitiesTest {
  private static final PodbusConfig PLAIN = ConfigLoader.load(Optional.empty(), Map.of());

  private static JsonObject describe(PodbusConfig config) {
    return Capabilities.describe("1", config, EngineProfile.unknown("not asked"));
  }

  @Test
  void what_is_not_configured_is_not_there_and_says_why() {
    JsonObject answer = describe(PLAIN);
    JsonObject flags = answer.getJsonObject("capabilities");
    assertThat(flags.getBoolean("supportsAuthentication")).isFalse();
    assertThat(flags.getJsonArray("supportedAuthMethods")).isEmpty();
    assertThat(flags.getBoolean("supportsEncryption")).isFalse();
    assertThat(answer.getJsonObject("reasons").fieldNames())
        .contains("supportsAuthentication", "supportedAuthMethods", "supportsEncryption");
  }

  @Test
  void what_is_configured_is_there_and_needs_no_reason() {
    JsonObject answer = describe(guarded());
    JsonObject flags = answer.getJsonObject("capabilities");
    assertThat(flags.getBoolean("supportsAuthentication")).isTrue();
    assertThat(flags.getJsonArray("supportedAuthMethods"))
        .isEqualTo(new JsonArray().add("token").add("certificate").add("ticket"));
    assertThat(flags.getBoolean("supportsEncryption")).isTrue();
    assertThat(answer.getJsonObject("reasons").fieldNames())
        .doesNotContain("supportsAuthentication", "supportedAuthMethods", "supportsEncryption");
  }

  private static PodbusConfig guarded() {
    Optional<Path> file = Optional.of(Path.of("/some/file"));
    AuthConfig auth = PLAIN.auth();
    TlsConfig tls = PLAIN.tls();
    return new PodbusConfig(
        PLAIN.http(),
        new TlsConfig(file, file, file, tls.clientRequired(), tls.clientScopes()),
        new AuthConfig(
            file,
            auth.jwtKeys(),
            auth.jwtIssuer(),
            auth.jwtAudience(),
            auth.jwtAlgorithms(),
            auth.jwtOwnerClaim(),
            auth.jwtScopesClaim(),
            auth.jwtClockSkew(),
            auth.jwtRefresh()),
        PLAIN.policy(),
        PLAIN.limits(),
        PLAIN.bus(),
        PLAIN.management(),
        PLAIN.state(),
        PLAIN.podmanPath(),
        PLAIN.engine(),
        PLAIN.build(),
        PLAIN.sessions(),
        PLAIN.journal(),
        PLAIN.tracing(),
        PLAIN.cluster(),
        PLAIN.shutdown());
  }
}
