package io.podbus.it.operations;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// Debian's `docker-registry` with TLS and a password, on a free port.
final class Registry implements AutoCloseable {
  /// Has what a URL, a shell and a config file might stumble over.
  static final String PASSWORD = "pa:ss w\u00f6rd";

  static final String CREDS = "user:" + PASSWORD;

  /// bcrypt of that, as `htpasswd -B` writes it.
  private static final String HTPASSWD =
      "user:$2y$05$LXomiqCQRyL9M4qwh4hOg.BIjpN2mmD99V0I2Gj72wTM/C3nNrFce\n";

  private static final Pattern LISTENING =
      Pattern.compile("listening on (127\\.0\\.0\\.1:\\d+), tls");

  private final Path folder;
  private final Daemon daemon;
  private final String address;

  private Registry(Path folder, Daemon daemon, String address) {
    this.folder = folder;
    this.daemon = daemon;
    this.address = address;
  }

  /// @param folder a directory of its own, where its images lie too
  static Registry start(Path folder) throws IOException {
    Daemon.tool(
        folder,
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:prime256v1",
        "-nodes",
        "-days",
        "1",
        "-subj",
        "/CN=registry",
        "-addext",
        "subjectAltName=IP:127.0.0.1",
        "-keyout",
        "key.pem",
        "-out",
        "cert.pem");
    Files.createDirectories(folder.resolve("certs"));
    Files.copy(folder.resolve("cert.pem"), folder.resolve("certs/ca.crt"));
    Files.writeString(folder.resolve("htpasswd"), HTPASSWD);
    Files.writeString(
        folder.resolve("registry.yml"),
        """
        version: 0.1
        log: {level: info, accesslog: {disabled: true}}
        storage: {filesystem: {rootdirectory: %1$s/data}}
        http:
          addr: 127.0.0.1:0
          secret: none
          tls: {certificate: %1$s/cert.pem, key: %1$s/key.pem}
        auth: {htpasswd: {realm: registry, path: %1$s/htpasswd}}
        """
            .formatted(folder));
    Daemon daemon =
        Daemon.start(
            folder.resolve("registry.log"),
            Map.of(),
            List.of("docker-registry", "serve", folder.resolve("registry.yml").toString()));
    try {
      return new Registry(folder, daemon, daemon.said(LISTENING));
    } catch (AssertionError e) {
      daemon.close();
      throw e;
    }
  }

  /// Host and port.
  String address() {
    return address;
  }

  /// A directory as `certDir` wants it.
  Path certificates() {
    return folder.resolve("certs");
  }

  /// The tags of a repository.
  List<String> tags(String repository) {
    try (var all = Files.list(repository(repository).resolve("tags"))) {
      return all.map(tag -> tag.getFileName().toString()).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A manifest, as it was sent.
  String manifest(String repository, String tag) {
    try {
      Path link = repository(repository).resolve("tags").resolve(tag).resolve("current/link");
      String digest = Files.readString(link).strip().replaceFirst("^sha256:", "");
      return Files.readString(
          folder.resolve(
              "data/docker/registry/v2/blobs/sha256/%s/%s/data"
                  .formatted(digest.substring(0, 2), digest)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path repository(String name) {
    return folder.resolve("data/docker/registry/v2/repositories").resolve(name + "/_manifests");
  }

  @Override
  public void close() {
    daemon.close();
  }
}
