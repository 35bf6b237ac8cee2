package io.podbus.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.podbus.protocol.Caller;
import io.podbus.protocol.Failure;
import io.podbus.protocol.FailureException;
import io.podbus.protocol.Scope;
import io.vertx.core.MultiMap;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CallerSealTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Caller ALICE = new Caller("alice", Set.of("read", "team:blue"));

  private Instant now = NOW;
  private final CallerSeal seal = new CallerSeal(key(1), () -> now);

  private static byte[] key(int seed) {
    byte[] key = new byte[32];
    new Random(seed).nextBytes(key);
    return key;
  }

  @Test
  void whatIsSealedOpensAgain() {
    assertThat(seal.open(seal.seal(ALICE, Instant.MAX))).hasValue(ALICE);
  }

  @Test
  void itHoldsForItsTimeAlone() {
    String sealed = seal.seal(ALICE, Instant.MAX);
    String shorter = seal.seal(ALICE, NOW.plusSeconds(5));

    now = NOW.plus(CallerSeal.LIFETIME);
    assertThat(seal.open(sealed)).hasValue(ALICE);
    now = now.plusSeconds(1);
    assertThat(seal.open(sealed)).isEmpty();

    now = NOW.plusSeconds(6);
    assertThat(seal.open(shorter)).isEmpty();
  }

  @Test
  void nobodyElseCanMakeOne() {
    assertThat(new CallerSeal(key(2), () -> now).open(seal.seal(ALICE, Instant.MAX))).isEmpty();

    String sealed = seal.seal(ALICE, Instant.MAX);
    String forged =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(
                "{\"o\":\"bob\",\"s\":[\"admin\"],\"x\":9999999999}"
                    .getBytes(StandardCharsets.UTF_8));
    assertThat(seal.open(forged + sealed.substring(sealed.indexOf('.')))).isEmpty();
    assertThat(seal.open(forged + ".")).isEmpty();
    assertThat(seal.open(forged)).isEmpty();
  }

  @Test
  void everyChangedCharacterBreaksIt() {
    String sealed = seal.seal(ALICE, Instant.MAX);
    for (int i = 0; i < sealed.length(); i++) {
      char other = sealed.charAt(i) == 'A' ? 'B' : 'A';
      String changed = sealed.substring(0, i) + other + sealed.substring(i + 1);
      // The last character has bits that belong to no byte.
      if (i < sealed.length() - 1) {
        assertThat(seal.open(changed)).as("character %d", i).isEmpty();
      }
      assertThat(seal.open(sealed.substring(0, i))).as("cut at %d", i).isEmpty();
    }
  }

  @Test
  void theBusBelievesSealsAndTokensAlone() {
    Authenticator tokens =
        token ->
            token.equals("secret")
                ? Optional.of(new Identity(ALICE, Instant.MAX, "t1"))
                : Optional.empty();
    BusCallers callers = new BusCallers(tokens, seal);

    assertThat(callers.of(headers("caller", seal.seal(ALICE, Instant.MAX)))).isEqualTo(ALICE);
    assertThat(callers.of(headers("authorization", "bearer secret"))).isEqualTo(ALICE);
    assertUnauthenticated(callers, MultiMap.caseInsensitiveMultiMap());
    assertUnauthenticated(callers, headers("caller", "alice"));
    assertUnauthenticated(callers, headers("authorization", "Bearer wrong"));
    assertUnauthenticated(callers, headers("authorization", "secret"));
    assertUnauthenticated(callers, headers("owner", "alice"));
    // A seal that is none does not fall back to the token.
    assertUnauthenticated(callers, headers("caller", "x.y").add("authorization", "Bearer secret"));
  }

  @Test
  void aServiceThatAsksNobodyHasOneCaller() {
    BusCallers callers = new BusCallers(Authenticator.OPEN, seal);

    assertThat(callers.of(headers("caller", seal.seal(ALICE, Instant.MAX))))
        .isEqualTo(Caller.LOCAL);
    assertThat(callers.header(ALICE)).isNull();
  }

  @Test
  void scopesIncludeTheOnesBelow() {
    assertThat(new Caller("a", Set.of("write")).may(Scope.READ)).isTrue();
    assertThat(new Caller("a", Set.of("write")).may(Scope.ADMIN)).isFalse();
    assertThat(new Caller("a", Set.of("trusted")).may(Scope.READ)).isFalse();
    assertThat(new Caller("a", Set.of("admin")).reaches("b")).isTrue();
    assertThat(new Caller("a", Set.of("write")).reaches("b")).isFalse();
  }

  @Test
  void anOwnerIsOneThatALabelAndAFilterCanCarry() {
    for (String bad : new String[] {"", "a b", "a,b", "a=b", "-a", "a\n", "é", "a\"", "a*"}) {
      assertThat(Caller.isOwner(bad)).as(bad).isFalse();
      assertThatThrownBy(() -> new Caller(bad, Set.of()))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(Caller.isOwner("auth0|5f-7c")).isTrue();
    assertThat(Caller.isOwner("spiffe://example.org/ns/a")).isTrue();
  }

  private static MultiMap headers(String name, String value) {
    return MultiMap.caseInsensitiveMultiMap().add(name, value);
  }

  private static void assertUnauthenticated(BusCallers callers, MultiMap headers) {
    assertThatThrownBy(() -> callers.of(headers))
        .isInstanceOf(FailureException.class)
        .extracting(e -> ((FailureException) e).failure())
        .isInstanceOf(Failure.Unauthenticated.class);
  }
}
