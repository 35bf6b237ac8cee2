package io.podbus.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/// Keys and certificates for tests, made by the JDK's keytool in a folder.
public final class Certificates {
  private static final String PASSWORD = "password";

  private final Path directory;

  public Certificates(Path directory) {
    this.directory = directory;
  }

  /// A key with a certificate that it has signed itself, as a PKCS #12 store.
  public Path selfSigned(String alias, String name, String... extensions) {
    Path store = directory.resolve(alias + ".p12");
    List<String> command = new ArrayList<>(List.of("-genkeypair", "-alias", alias));
    command.addAll(List.of("-keyalg", "EC", "-groupname", "secp256r1", "-validity", "30"));
    command.addAll(List.of("-dname", "CN=" + name, "-keystore", store.toString()));
    for (String extension : extensions) {
      command.addAll(List.of("-ext", extension));
    }
    keytool(command);
    return store;
  }

  /// A key with a certificate that an authority has signed.
  public Path signed(Path authority, String authorityAlias, String alias, String name) {
    Path store = selfSigned(alias, name);
    Path request = directory.resolve(alias + ".csr");
    Path certificate = directory.resolve(alias + ".crt");
    keytool(
        List.of("-certreq", "-alias", alias, "-file", request.toString(), "-keystore", "" + store));
    keytool(
        List.of(
            "-gencert",
            "-rfc",
            "-alias",
            authorityAlias,
            "-validity",
            "30",
            "-infile",
            request.toString(),
            "-outfile",
            certificate.toString(),
            "-keystore",
            "" + authority));
    keytool(
        List.of(
            "-importcert",
            "-noprompt",
            "-alias",
            authorityAlias,
            "-file",
            pem(authority, authorityAlias).toString(),
            "-keystore",
            "" + store));
    keytool(
        List.of(
            "-importcert",
            "-noprompt",
            "-alias",
            alias,
            "-file",
            certificate.toString(),
            "-keystore",
            "" + store));
    return store;
  }

  /// The certificate of a store in a file of its own.
  public Path pem(Path store, String alias) {
    return write(alias + ".pem", "CERTIFICATE", encoded(certificate(store, alias)));
  }

  /// The private key of a store in a file of its own.
  public Path key(Path store, String alias) {
    try {
      return write(
          alias + ".key",
          "PRIVATE KEY",
          load(store).getKey(alias, PASSWORD.toCharArray()).getEncoded());
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] encoded(Certificate certificate) {
    try {
      return certificate.getEncoded();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static Certificate certificate(Path store, String alias) {
    try {
      return load(store).getCertificate(alias);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private Path write(String name, String kind, byte[] bytes) {
    String text =
        "-----BEGIN "
            + kind
            + "-----\n"
            + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes)
            + "\n-----END "
            + kind
            + "-----\n";
    try {
      return Files.writeString(directory.resolve(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static KeyStore load(Path store) {
    try (InputStream content = Files.newInputStream(store)) {
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(content, PASSWORD.toCharArray());
      return keys;
    } catch (IOException | GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static void keytool(List<String> words) {
    List<String> command =
        new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/keytool"));
    command.addAll(words);
    command.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new AssertionError(command + ": " + said);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /// The TLS of a client that believes everybody, and shows the certificate of a store.
  ///
  /// @param store null to show none
  public static SSLContext client(Path store) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      if (store != null) {
        keys.init(load(store), PASSWORD.toCharArray());
      }
      context.init(
          store == null ? null : keys.getKeyManagers(), new TrustManager[] {new Credulous()}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /// Not what these tests are about.
  private static final class Credulous extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
