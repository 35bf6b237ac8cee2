package io.podbus.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// A file of tokens as `scripts/token` makes it, for a service of a test.
///
/// @param file what the service takes as its `auth.tokensFile`
record TestTokens(Path file) implements AutoCloseable {
  static TestTokens create() {
    try {
      return new TestTokens(Files.createTempFile("podbus-it-tokens", ""));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// One more, that holds for ever.
  ///
  /// @param scopes such as `read,write`
  /// @return what its owner sends
  String add(String owner, String scopes) {
    return add(owner, scopes, "never");
  }

  /// @param until when it ends, as the file has it
  String add(String owner, String scopes, String until) {
    try {
      String before = Files.readString(file);
      int number = (int) before.lines().count();
      String id = "token0000%03d".formatted(number);
      String token = "podbus_" + id + "_" + "x".repeat(40) + "%03d".formatted(number);
      String line = id + " " + owner + " " + scopes + " " + until + " " + hash(token) + "\n";
      Files.writeString(file, before + line);
      return token;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String hash(String token) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256")
                  .digest(token.getBytes(StandardCharsets.US_ASCII)));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
