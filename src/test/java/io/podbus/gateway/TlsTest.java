package io.podbus.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.podbus.config.TlsConfig;
import io.podbus.config.TlsFiles;
import io.podbus.identity.Authenticator;
import io.podbus.identity.CallerSeal;
import io.podbus.identity.Identity;
import io.podbus.protocol.Action;
import io.podbus.protocol.Caller;
import io.podbus.testing.Await;
import io.podbus.testing.Certificates;
import io.vertx.core.Future;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The data port with TLS: clients that are known by certificates, and a certificate that changes
/// while it listens.
class TlsTest extends GatewayTestBase {
  @TempDir static Path made;
  private static Certificates certificates;
  private static Path authority;
  private static Path server;

  @TempDir Path directory;
  private final CallerSeal seal = new CallerSeal(new byte[32], InstantSource.system());
  private TlsFiles files;

  @BeforeAll
  static void makeCertificates() {
    certificates = new Certificates(made);
    authority = certificates.selfSigned("ca", "authority", "bc:c");
    server = certificates.selfSigned("server", "first");
  }

  private Path copy(Path file, String name) {
    try {
      return Files.copy(file, directory.resolve(name), StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  GatewayAccess access() {
    files =
        new TlsFiles(
            new TlsConfig(
                Optional.of(copy(certificates.pem(server, "server"), "server.pem")),
                Optional.of(copy(certificates.key(server, "server"), "server.key")),
                Optional.of(certificates.pem(authority, "ca")),
                false,
                Set.of()));
    Authenticator nobody =
        new Authenticator() {
          @Override
          public Optional<Identity> bearer(String token) {
            return Optional.empty();
          }
        };
    return new GatewayAccess(
        nobody,
        seal,
        new Tickets(InstantSource.system(), new Random(7)::nextBytes),
        files.current(),
        Set.of("read"),
        Set.of(),
        Set.of());
  }

  private HttpResponse<String> get(HttpClient client, String path) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + port + path)).build();
    return Await.get(
        Future.fromCompletionStage(client.sendAsync(request, HttpResponse.BodyHandlers.ofString())),
        SOON,
        "an answer");
  }

  private static HttpClient client(Path store) {
    // Names are not what is looked at here.
    System.setProperty("jdk.internal.httpclient.disableHostnameVerification", "true");
    return HttpClient.newBuilder().sslContext(Certificates.client(store)).build();
  }

  private static String subject(HttpResponse<?> response) {
    try {
      X509Certificate shown =
          (X509Certificate) response.sslSession().orElseThrow().getPeerCertificates()[0];
      return shown.getSubjectX500Principal().getName();
    } catch (SSLPeerUnverifiedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aCertificateOfTheAuthorityIsAnIdentity() {
    Path alice = certificates.signed(authority, "ca", "alice", "alice");
    try (HttpClient client = client(alice)) {
      assertThat(get(client, "/v1/sessions").statusCode()).isEqualTo(200);
    }
    String sealed = fakes.asked(Action.LIST).getFirst().getString("caller");
    assertThat(seal.open(sealed)).hasValue(new Caller("alice", Set.of("read")));
  }

  @Test
  void withoutOneATokenIsAskedFor() {
    try (HttpClient client = client(null)) {
      assertThat(get(client, "/v1/sessions").statusCode()).isEqualTo(401);
    }
  }

  @Test
  void aCertificateOfAnAuthorityThatOnlySoundsLikeOursIsRefused() {
    Path fake = certificates.selfSigned("fake", "authority", "bc:c");
    try (HttpClient client = client(certificates.signed(fake, "fake", "mallory", "alice"))) {
      Throwable cause =
          Await.failure(
              Future.fromCompletionStage(
                  client.sendAsync(
                      HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + port + "/")).build(),
                      HttpResponse.BodyHandlers.ofString())),
              SOON,
              "the handshake fails");
      assertThat(cause).hasRootCauseInstanceOf(IOException.class);
    }
    assertThat(fakes.asked).isEmpty();
  }

  @Test
  void aNameThatIsNoOwnerIsNobody() {
    Path odd = certificates.signed(authority, "ca", "odd", "a b");
    try (HttpClient client = client(odd)) {
      assertThat(get(client, "/v1/sessions").statusCode()).isEqualTo(401);
    }
  }

  @Test
  void aNewCertificateIsInForceWithoutARestart() throws IOException {
    try (HttpClient client = client(null)) {
      assertThat(subject(get(client, "/"))).isEqualTo("CN=first");
    }
    Path renewed = certificates.selfSigned("renewed", "second");
    copy(certificates.pem(renewed, "renewed"), "server.pem");
    assertThat(files.refresh()).as("its key has not come yet").isFalse();
    assertThat(files.faults()).singleElement().asString().contains("do not belong together");

    copy(certificates.key(renewed, "renewed"), "server.key");
    assertThat(files.refresh()).isTrue();
    assertThat(files.faults()).isEmpty();
    Await.get(gateway.renew(files.current()), SOON, "the new certificate");

    try (HttpClient client = client(null)) {
      assertThat(subject(get(client, "/"))).isEqualTo("CN=second");
    }
  }

  @Test
  void nonsenseKeepsTheOldCertificate() throws IOException {
    Files.writeString(directory.resolve("server.pem"), "nonsense");

    assertThat(files.refresh()).isFalse();
    assertThat(files.faults()).singleElement().asString().contains("server.pem");
  }
}
