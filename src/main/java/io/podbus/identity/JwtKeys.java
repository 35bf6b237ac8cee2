package io.podbus.identity;

import io.podbus.config.ConfigException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.PubSecKeyOptions;
import io.vertx.ext.auth.jwt.JWTAuthOptions;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.cert.CertificateFactory;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Keys that JWTs may be signed with, each bound to the algorithms of its own type: a public key is
/// never the secret of an HMAC, and a secret never a public key. Immutable.
///
/// @param options what vertx-auth makes its verifiers of
/// @param algorithms for which there is a key
record JwtKeys(JWTAuthOptions options, Set<String> algorithms) {
  private static final Pattern PEM =
      Pattern.compile(
          "-----BEGIN (PUBLIC KEY|CERTIFICATE)-----\\s+([A-Za-z0-9+/=\\s]+)-----END \\1-----");
  private static final int MIN_SECRET_BYTES = 32;
  private static final int MIN_RSA_BITS = 2048;

  /// Makes sense of a file or an answer.
  ///
  /// @param allowed the algorithms that the operator takes
  /// @throws ConfigException where there is no key that could be used
  static JwtKeys parse(byte[] content, Set<String> allowed) {
    String text = new String(content, StandardCharsets.UTF_8).strip();
    JWTAuthOptions options = new JWTAuthOptions();
    Set<String> algorithms = new HashSet<>();
    if (text.startsWith("{")) {
      addJwks(text, allowed, options, algorithms);
    } else {
      addPem(text, allowed, options, algorithms);
    }
    if (algorithms.isEmpty()) {
      throw new ConfigException("there is no key in it for an algorithm of auth.jwtAlgorithms");
    }
    return new JwtKeys(options, Set.copyOf(algorithms));
  }

  private static void addJwks(
      String text, Set<String> allowed, JWTAuthOptions options, Set<String> algorithms) {
    JsonArray keys;
    try {
      keys = new JsonObject(text).getJsonArray("keys");
    } catch (DecodeException | ClassCastException e) {
      throw new ConfigException("it is no JWKS: " + e.getMessage());
    }
    if (keys == null) {
      throw new ConfigException("it is no JWKS: there is no member \"keys\"");
    }
    for (Object item : keys) {
      if (item instanceof JsonObject key && isForSignatures(key)) {
        for (String algorithm : algorithmsOf(key)) {
          if (allowed.contains(algorithm)) {
            options.addJwk(key.copy().put("alg", algorithm));
            algorithms.add(algorithm);
          }
        }
      }
    }
  }

  private static boolean isForSignatures(JsonObject key) {
    return !(key.getValue("use") instanceof String use) || use.equals("sig");
  }

  /// The algorithms of a key's type; one that names its own is for that alone.
  private static List<String> algorithmsOf(JsonObject key) {
    List<String> ofType =
        switch (String.valueOf(key.getValue("kty"))) {
          case "RSA" ->
              bits(key.getString("n")) < MIN_RSA_BITS
                  ? List.of()
                  : List.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512");
          case "EC" ->
              switch (String.valueOf(key.getValue("crv"))) {
                case "P-256" -> List.of("ES256");
                case "P-384" -> List.of("ES384");
                case "P-521" -> List.of("ES512");
                default -> List.of();
              };
          case "OKP" -> "Ed25519".equals(key.getValue("crv")) ? List.of("EdDSA") : List.of();
          case "oct" ->
              bits(key.getString("k")) < 8 * MIN_SECRET_BYTES
                  ? List.of()
                  : List.of("HS256", "HS384", "HS512");
          default -> List.of();
        };
    return key.getValue("alg") instanceof String own
        ? ofType.stream().filter(own::equals).toList()
        : ofType;
  }

  private static int bits(@Nullable String base64) {
    try {
      return base64 == null ? 0 : 8 * Base64.getUrlDecoder().decode(base64).length;
    } catch (IllegalArgumentException e) {
      return 0;
    }
  }

  private static void addPem(
      String text, Set<String> allowed, JWTAuthOptions options, Set<String> algorithms) {
    Matcher block = PEM.matcher(text);
    List<String> seen = new ArrayList<>();
    while (block.find()) {
      seen.add(block.group());
      for (String algorithm : algorithmsOf(block.group(1), block.group(2))) {
        if (allowed.contains(algorithm)) {
          options.addPubSecKey(
              new PubSecKeyOptions()
                  .setAlgorithm(algorithm)
                  .setBuffer(Buffer.buffer(block.group())));
          algorithms.add(algorithm);
        }
      }
    }
    if (seen.isEmpty()) {
      throw new ConfigException("there is neither a JWKS nor a PEM public key in it");
    }
  }

  private static List<String> algorithmsOf(String kind, String base64) {
    byte[] der = Base64.getMimeDecoder().decode(base64);
    try {
      if (kind.equals("CERTIFICATE")) {
        der =
            CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(der))
                .getPublicKey()
                .getEncoded();
      }
      return algorithmsOf(der);
    } catch (GeneralSecurityException e) {
      throw new ConfigException("a PEM block in it is broken: " + e.getMessage());
    }
  }

  private static List<String> algorithmsOf(byte[] key) throws GeneralSecurityException {
    X509EncodedKeySpec spec = new X509EncodedKeySpec(key);
    for (String type : List.of("RSA", "EC", "Ed25519")) {
      try {
        return switch (KeyFactory.getInstance(type).generatePublic(spec)) {
          case java.security.interfaces.RSAPublicKey rsa ->
              rsa.getModulus().bitLength() < MIN_RSA_BITS
                  ? List.of()
                  : List.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512");
          case java.security.interfaces.ECPublicKey ec ->
              switch (ec.getParams().getCurve().getField().getFieldSize()) {
                case 256 -> List.of("ES256");
                case 384 -> List.of("ES384");
                case 521 -> List.of("ES512");
                default -> List.of();
              };
          default -> List.of("EdDSA");
        };
      } catch (java.security.spec.InvalidKeySpecException e) {
        // Of another type, then.
      }
    }
    throw new GeneralSecurityException("a key of no type that is known");
  }
}
