package io.podbus.gateway;

import io.podbus.config.TlsFiles;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The files of TLS as Vert.x wants them. HTTP/1.1 alone: an answer that is not whole is shown by a
/// closed connection, which with HTTP/2 would end the answers of others. Pure.
final class Tls {
  private static final Set<String> PROTOCOLS = Set.of("TLSv1.3", "TLSv1.2");

  private Tls() {}

  /// The options of a server.
  ///
  /// @param material null for a server without TLS
  static HttpServerOptions server(TlsFiles.@Nullable Material material) {
    HttpServerOptions options = new HttpServerOptions().setUseAlpn(false);
    if (material == null) {
      return options;
    }
    options
        .setSsl(true)
        .setKeyCertOptions(keys(material))
        .setClientAuth(clientAuth(material))
        .setEnabledSecureTransportProtocols(PROTOCOLS);
    return material.clientAuthorities() == null
        ? options
        : options.setTrustOptions(trust(material));
  }

  /// The same, to replace what is in force.
  static ServerSSLOptions renewed(TlsFiles.Material material) {
    ServerSSLOptions options =
        new ServerSSLOptions()
            .setUseAlpn(false)
            .setKeyCertOptions(keys(material))
            .setClientAuth(clientAuth(material))
            .setEnabledSecureTransportProtocols(PROTOCOLS);
    return material.clientAuthorities() == null
        ? options
        : options.setTrustOptions(trust(material));
  }

  private static PemKeyCertOptions keys(TlsFiles.Material material) {
    return new PemKeyCertOptions()
        .addCertValue(Buffer.buffer(material.certificate()))
        .addKeyValue(Buffer.buffer(material.key()));
  }

  private static PemTrustOptions trust(TlsFiles.Material material) {
    return new PemTrustOptions().addCertValue(Buffer.buffer(material.clientAuthorities()));
  }

  private static ClientAuth clientAuth(TlsFiles.Material material) {
    return material.clientAuthorities() == null
        ? ClientAuth.NONE
        : material.clientRequired() ? ClientAuth.REQUIRED : ClientAuth.REQUEST;
  }
}
