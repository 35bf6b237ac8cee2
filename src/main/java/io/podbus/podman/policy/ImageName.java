package io.podbus.podman.policy;

/// An image as a caller names it, taken apart. Pure.
///
/// @param transport how podman is to get it: `docker`, a registry's, where none is named
/// @param name without tag and digest; an id as it is
/// @param text the name with its tag, which is `latest` where neither a tag nor a digest is given
/// @param pinned whether its content is fixed: by a digest, or because the name is an id
record ImageName(String transport, String name, String text, boolean pinned) {
  private static final String REGISTRY = "docker";

  static ImageName of(String reference) {
    int colon = reference.indexOf(':');
    String head = colon < 0 ? "" : reference.substring(0, colon);
    if (head.matches(
            "dir|oci|oci-archive|docker-archive|docker-daemon|containers-storage|ostree|sif|tarball|atomic")
        || reference.startsWith("/")) {
      return new ImageName(head.isEmpty() ? "rootfs" : head, reference, reference, false);
    }
    String rest = reference.startsWith("docker://") ? reference.substring(9) : reference;
    if (rest.matches("(?:sha256:)?[0-9a-f]{12,64}")) {
      return new ImageName(REGISTRY, rest, rest, true);
    }
    int digest = rest.indexOf('@');
    String named = digest < 0 ? rest : rest.substring(0, digest);
    int tag = named.lastIndexOf(':');
    boolean tagged = tag > named.lastIndexOf('/');
    String name = tagged ? named.substring(0, tag) : named;
    String text = tagged || digest >= 0 ? rest : rest + ":latest";
    return new ImageName(REGISTRY, name, text, digest >= 0);
  }
}
