package io.podbus.protocol;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/// Names a session: 128 random bits as 26 characters of Crockford's base 32, in lower case.
///
/// @param value the 26 characters
public record SessionId(String value) {
  private static final String ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
  private static final Pattern FORM = Pattern.compile("[0-7][0-9a-hjkmnp-tv-z]{25}");
  private static final int LENGTH = 26;

  public SessionId {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException("not a session id");
    }
  }

  /// The id that a caller wrote, or nothing where it cannot be one.
  public static Optional<SessionId> parse(String text) {
    return FORM.matcher(text).matches() ? Optional.of(new SessionId(text)) : Optional.empty();
  }

  /// A new id.
  ///
  /// @param randomBytes fills an array with random bytes, as `SecureRandom::nextBytes` does
  public static SessionId random(Consumer<byte[]> randomBytes) {
    byte[] bits = new byte[16];
    randomBytes.accept(bits);
    char[] text = new char[LENGTH];
    // 26 characters carry 130 bits: the two highest are always 0.
    long high = 0;
    long low = 0;
    for (int i = 0; i < 8; i++) {
      high = (high << 8) | (bits[i] & 0xff);
      low = (low << 8) | (bits[i + 8] & 0xff);
    }
    for (int i = LENGTH - 1; i >= 0; i--) {
      text[i] = ALPHABET.charAt((int) (low & 31));
      low = (low >>> 5) | (high << 59);
      high >>>= 5;
    }
    return new SessionId(new String(text));
  }

  @Override
  public String toString() {
    return value;
  }
}
