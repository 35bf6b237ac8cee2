package io.podbus.identity;

import io.podbus.protocol.Caller;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// Lets a known caller cross the bus: a short-lived statement of who it is, under an HMAC that only
/// holders of the key can make. A client of the bus that has no key cannot claim to be somebody.
///
/// The form is `BASE64URL(JSON) "." BASE64URL(HMAC-SHA-256)`; the JSON has the owner `o`, the
/// scopes `s` and the second `x` at which it ends. Thread-safe.
public final class CallerSeal {
  /// How long a statement holds: longer than a message can be under way.
  public static final Duration LIFETIME = Duration.ofMinutes(2);

  private static final String ALGORITHM = "HmacSHA256";

  /// No caller that we would seal is longer.
  private static final int MAX_LENGTH = 8192;

  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
  private static final Base64.Decoder DECODER = Base64.getUrlDecoder();

  private final SecretKeySpec key;
  private final InstantSource clock;

  /// @param key at least 32 random bytes, the same on every node of a cluster
  public CallerSeal(byte[] key, InstantSource clock) {
    if (key.length < 32) {
      throw new IllegalArgumentException("the key is too short");
    }
    this.key = new SecretKeySpec(key, ALGORITHM);
    this.clock = clock;
  }

  /// The statement for this caller.
  ///
  /// @param until when it ends at the latest
  public String seal(Caller caller, Instant until) {
    Instant end = clock.instant().plus(LIFETIME);
    JsonObject claim =
        new JsonObject()
            .put("o", caller.owner())
            .put("s", new JsonArray(caller.scopes().stream().sorted().toList()))
            .put("x", (until.isBefore(end) ? until : end).getEpochSecond());
    String text = ENCODER.encodeToString(claim.toBuffer().getBytes());
    return text + "." + ENCODER.encodeToString(mac(text));
  }

  /// The caller that a statement names; nothing where it is not one of ours or is over.
  public Optional<Caller> open(String sealed) {
    int dot = sealed.indexOf('.');
    if (dot < 0 || sealed.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    String text = sealed.substring(0, dot);
    byte[] claimed = decode(sealed.substring(dot + 1));
    // Compared in constant time, and before anything of it is believed.
    if (claimed == null || !MessageDigest.isEqual(claimed, mac(text))) {
      return Optional.empty();
    }
    byte[] json = decode(text);
    return json == null ? Optional.empty() : read(json);
  }

  private Optional<Caller> read(byte[] json) {
    try {
      JsonObject claim = new JsonObject(new String(json, StandardCharsets.UTF_8));
      if (claim.getLong("x") < clock.instant().getEpochSecond()) {
        return Optional.empty();
      }
      Set<String> scopes = new HashSet<>();
      claim.getJsonArray("s").forEach(scope -> scopes.add((String) scope));
      return Optional.of(new Caller(claim.getString("o"), scopes));
    } catch (DecodeException | ClassCastException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private byte[] mac(String text) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return mac.doFinal(text.getBytes(StandardCharsets.US_ASCII));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every platform has " + ALGORITHM, e);
    }
  }

  private static byte @Nullable [] decode(String text) {
    try {
      return DECODER.decode(text);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
