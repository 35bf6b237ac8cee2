package io.podbus.config;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The files of TLS, which belong together: a certificate is in force with its own key alone, so
/// that a renewal may write one after the other.
public final class TlsFiles {
  private static final Logger LOG = LoggerFactory.getLogger(TlsFiles.class);
  private static final Pattern PRIVATE_KEY =
      Pattern.compile(
          "-----BEGIN PRIVATE KEY-----\\s+([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
  private static final byte[] PROBE = "podbus".getBytes(StandardCharsets.US_ASCII);

  /// What the files hold, as PEM. Immutable by agreement: nobody writes into the arrays.
  ///
  /// @param clientAuthorities null where clients are not known by certificates
  /// @param clientRequired whether a client needs a certificate
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  public record Material(
      byte[] certificate,
      byte[] key,
      byte @Nullable [] clientAuthorities,
      boolean clientRequired) {}

  private final WatchedFile<byte[]> certificate;
  private final WatchedFile<byte[]> key;
  private final @Nullable WatchedFile<byte[]> clientAuthorities;
  private final boolean clientRequired;
  private volatile Material current;
  private volatile @Nullable String fault;

  /// Reads the files. Blocks.
  ///
  /// @throws ConfigException with one line, where they cannot be used
  public TlsFiles(TlsConfig config) {
    this.certificate = new WatchedFile<>(path(config.certificate()), TlsFiles::checkCertificates);
    this.key = new WatchedFile<>(path(config.key()), TlsFiles::checkKey);
    this.clientAuthorities =
        config
            .clientAuthorities()
            .map(file -> new WatchedFile<>(file, TlsFiles::checkCertificates))
            .orElse(null);
    this.clientRequired = config.clientRequired();
    this.current = together();
  }

  private static Path path(Optional<Path> file) {
    return file.orElseThrow();
  }

  /// What is in force. Any thread.
  public Material current() {
    return current;
  }

  /// What of the files as they are now cannot be used. Any thread.
  public List<String> faults() {
    List<String> faults = new ArrayList<>();
    certificate.fault().ifPresent(faults::add);
    key.fault().ifPresent(faults::add);
    if (clientAuthorities != null) {
      clientAuthorities.fault().ifPresent(faults::add);
    }
    if (fault != null) {
      faults.add(fault);
    }
    return faults;
  }

  /// Looks whether the files have changed. Blocks.
  ///
  /// @return whether [#current] is new
  public synchronized boolean refresh() {
    boolean newCertificate = certificate.refresh();
    boolean newKey = key.refresh();
    boolean newAuthorities = clientAuthorities != null && clientAuthorities.refresh();
    if (!newCertificate && !newKey && !newAuthorities) {
      return false;
    }
    try {
      current = together();
      fault = null;
      return true;
    } catch (ConfigException e) {
      fault = e.getMessage();
      LOG.warn("{}; what was in force stays until they do", fault);
      return false;
    }
  }

  private Material together() {
    PublicKey leaf = certificates(certificate.current()).getFirst().getPublicKey();
    if (!belongTogether(privateKey(key.current()), leaf)) {
      throw new ConfigException("tls.certificate and tls.key do not belong together");
    }
    return new Material(
        certificate.current(),
        key.current(),
        clientAuthorities == null ? null : clientAuthorities.current(),
        clientRequired);
  }

  private static byte[] checkCertificates(byte[] pem) {
    certificates(pem);
    return pem;
  }

  private static byte[] checkKey(byte[] pem) {
    privateKey(pem);
    return pem;
  }

  private static List<X509Certificate> certificates(byte[] pem) {
    try {
      Collection<X509Certificate> found = new ArrayList<>();
      CertificateFactory.getInstance("X.509")
          .generateCertificates(new ByteArrayInputStream(pem))
          .forEach(one -> found.add((X509Certificate) one));
      if (found.isEmpty()) {
        throw new ConfigException("there is no PEM certificate in it");
      }
      return List.copyOf(found);
    } catch (CertificateException e) {
      throw new ConfigException("it holds no PEM certificates: " + e.getMessage());
    }
  }

  private static PrivateKey privateKey(byte[] pem) {
    Matcher block = PRIVATE_KEY.matcher(new String(pem, StandardCharsets.ISO_8859_1));
    if (!block.find()) {
      throw new ConfigException(
          "there is no unencrypted PEM private key of PKCS #8 in it (BEGIN PRIVATE KEY)");
    }
    PKCS8EncodedKeySpec spec =
        new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(block.group(1)));
    for (String type : List.of("RSA", "EC", "Ed25519")) {
      try {
        return KeyFactory.getInstance(type).generatePrivate(spec);
      } catch (InvalidKeySpecException e) {
        // Of another type, then.
      } catch (GeneralSecurityException e) {
        throw new ConfigException("the private key cannot be read: " + e.getMessage());
      }
    }
    throw new ConfigException("the private key is of no type that is known");
  }

  private static boolean belongTogether(PrivateKey key, PublicKey leaf) {
    String algorithm =
        switch (key.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> "Ed25519";
        };
    try {
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(key);
      signature.update(PROBE);
      byte[] signed = signature.sign();
      signature.initVerify(leaf);
      signature.update(PROBE);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}
