package io.podbus.cluster;

import io.podbus.config.ConfigException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// The nodes' shared secret, and the keys that are made from it: one for each purpose, so that none
/// tells anything of another.
public final class SharedSecret {
  private static final String ALGORITHM = "HmacSHA256";
  private static final int MIN_BYTES = 32;
  private static final int MAX_BYTES = 64 * 1024;

  private SharedSecret() {}

  /// The key under which callers cross the bus. Blocks.
  ///
  /// @throws ConfigException with one line, where the file cannot be used
  public static byte[] sealKey(Path file) {
    try {
      byte[] secret = Files.readAllBytes(file);
      if (secret.length < MIN_BYTES || secret.length > MAX_BYTES) {
        throw new ConfigException(
            "cluster.secretFile: %s has %d bytes, but it must have from %d to %d"
                .formatted(file, secret.length, MIN_BYTES, MAX_BYTES));
      }
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret, ALGORITHM));
      return mac.doFinal("podbus caller seal 1".getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new ConfigException("cluster.secretFile: %s cannot be read: %s".formatted(file, e));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every platform has " + ALGORITHM, e);
    }
  }
}
