package io.podbus.identity;

import io.podbus.config.ConfigException;
import io.podbus.protocol.Caller;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The bearer tokens of a file, as `scripts/token` keeps it: a line `ID OWNER SCOPES EXPIRES HASH`
/// for each, `#` before a remark. Immutable.
///
/// A token is `podbus_ID_SECRET` with 256 random bits in the secret: so much cannot be guessed, and
/// a plain SHA-256 is enough of a hash. The id finds the line, the hash is compared in constant
/// time.
final class TokenFile {
  /// What our tokens begin with, by which scanners of secrets can find them too.
  static final String PREFIX = "podbus_";

  private static final Pattern TOKEN = Pattern.compile("podbus_([a-z0-9]{12})_[A-Za-z0-9_-]{43}");
  private static final byte[] NO_HASH = new byte[32];

  @SuppressWarnings("ArrayRecordComponent") // compared in constant time alone
  private record Entry(Caller caller, Instant expires, byte[] hash) {
    private static final Entry NONE =
        new Entry(new Caller("nobody", Set.of()), Instant.MIN, NO_HASH);
  }

  private final Map<String, Entry> byId;

  private TokenFile(Map<String, Entry> byId) {
    this.byId = byId;
  }

  /// @throws ConfigException for the first line that is wrong
  static TokenFile parse(byte[] content) {
    Map<String, Entry> byId = new HashMap<>();
    int number = 0;
    for (String line : new String(content, StandardCharsets.UTF_8).split("\n", -1)) {
      number++;
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      String[] words = line.strip().split("\\s+");
      if (words.length != 5 || !words[0].matches("[a-z0-9]{12}")) {
        throw new ConfigException("line " + number + " is none of ID OWNER SCOPES EXPIRES HASH");
      }
      if (byId.putIfAbsent(words[0], entry(words, number)) != null) {
        throw new ConfigException("line " + number + " has the id of an earlier one");
      }
    }
    return new TokenFile(Map.copyOf(byId));
  }

  private static Entry entry(String[] words, int number) {
    try {
      Set<String> scopes = Arrays.stream(words[2].split(",")).collect(Collectors.toSet());
      Instant expires = words[3].equals("never") ? Instant.MAX : Instant.parse(words[3]);
      byte[] hash = HexFormat.of().parseHex(words[4]);
      if (hash.length != NO_HASH.length) {
        throw new IllegalArgumentException("no SHA-256");
      }
      return new Entry(new Caller(words[1], scopes), expires, hash);
    } catch (IllegalArgumentException | DateTimeException e) {
      throw new ConfigException("line " + number + " is not right: " + e.getMessage());
    }
  }

  /// Who presents this token.
  Optional<Identity> find(String token, Instant now) {
    var form = TOKEN.matcher(token);
    if (!form.matches()) {
      return Optional.empty();
    }
    String id = form.group(1);
    Entry entry = byId.getOrDefault(id, Entry.NONE);
    // Also where there is no such id: how long a refusal takes tells nothing.
    boolean right = MessageDigest.isEqual(entry.hash(), sha256(token));
    return right && now.isBefore(entry.expires())
        ? Optional.of(new Identity(entry.caller(), entry.expires(), credential(id)))
        : Optional.empty();
  }

  /// Whether the token of this identity is still there, with the same rights.
  boolean holds(Identity identity) {
    return byId.entrySet().stream()
        .anyMatch(entry ->
            credential(entry.getKey()).equals(identity.credential())
                && entry.getValue().caller().equals(identity.caller()));
  }

  /// Whether this credential is one of a token in a file.
  static boolean isCredential(String credential) {
    return credential.startsWith("token:");
  }

  private static String credential(String id) {
    return "token:" + id;
  }

  private static byte[] sha256(String token) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.US_ASCII));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every platform has SHA-256", e);
    }
  }
}
