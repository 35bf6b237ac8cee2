package io.podbus.podman.catalog;

import io.podbus.podman.catalog.ValueType.Text;
import io.podbus.podman.catalog.ValueType.TextMap;

/// Images, registries and what is built.
final class ImageGrammars {
  /// The transports that make podman read or write files of the host, or ask another engine. (A
  /// repository may be called `docker`; the transport of that name has slashes, which no reference
  /// can have there.)
  private static final String NO_TRANSPORT =
      "(?!(?:dir|oci|oci-archive|docker-archive|docker-daemon|containers-storage|ostree|sif|tarball"
          + "|atomic):)";

  static final Text IMAGE =
      new Text(
          "^"
              + NO_TRANSPORT
              + "(?:(?:[a-zA-Z0-9.-]+(?::[0-9]+)?/)?[a-z0-9]+(?:[._/-]+[a-z0-9]+)*"
              + "(?::[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?(?:@sha256:[0-9a-f]{64})?"
              + "|(?:sha256:)?[0-9a-f]{12,64})$",
          "a plain image reference such as \"docker.io/library/alpine:3.20\" or an image id; no flag,"
              + " and no transport such as \"dir:\", \"docker-archive:\" or \"docker://\".",
          512,
          false);

  private static final String REFERENCE =
      "(?:[a-zA-Z0-9.-]+(?::[0-9]+)?/)?[a-z0-9]+(?:[._/-]+[a-z0-9]+)*"
          + "(?::[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?(?:@sha256:[0-9a-f]{64})?"
          + "|(?:sha256:)?[0-9a-f]{12,64}";

  static final Text IMAGE_OR_ROOTFS =
      new Text(
          "^(?:" + NO_TRANSPORT + "(?:" + REFERENCE + ")|/[^" + Grammars.C + "]*)$",
          "a plain image reference such as \"docker.io/library/alpine:3.20\" or an image id; no flag,"
              + " and no transport such as \"dir:\", \"docker-archive:\" or \"docker://\".",
          512,
          false);

  static final Text REGISTRY =
      Text.of(
          "^[a-zA-Z0-9][a-zA-Z0-9.-]*(?::[0-9]{1,5})?(?:/[a-z0-9]+(?:[._/-]+[a-z0-9]+)*)?$",
          "a registry's host, and a port and a path if wanted, as \"localhost:5000\".");

  /// A name, an id or an image reference.
  static final Text OBJECT =
      new Text(
          "^(?:"
              + Grammars.NAME
              + "|"
              + NO_TRANSPORT
              + "(?:[a-zA-Z0-9.-]+(?::[0-9]+)?/)?[a-z0-9]+(?:[._/-]+[a-z0-9]+)*"
              + "(?::[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?(?:@sha256:[0-9a-f]{64})?)$",
          "a name, an id or an image reference.",
          512,
          false);

  static final TextMap SECRETS_OF_BUILD =
      new TextMap(
          Text.of("^[A-Za-z0-9][A-Za-z0-9_.-]*$", "letters, digits, \"_\", \".\" and \"-\"."),
          Text.free("a string without NUL."),
          100);

  static final Text SECRET =
      Text.of(
          "^"
              + Grammars.NAME
              + "(?:,(?:type=(?:mount|env)|target=[^,\\s]+|uid=[0-9]+|gid=[0-9]+|mode=0?[0-7]{3}"
              + "|source=[^,\\s]+))*$",
          "a secret's name, and type=, target=, uid=, gid= or mode= behind commas.");

  static final Text SECRET_OF_BUILD =
      Text.of(
          "^id=" + Grammars.NAME + ",src=/[^" + Grammars.C + ",\"]+$",
          "id=NAME,src=PATH with an absolute path of the service's host.");

  static final Text PLATFORM =
      Text.of("^[a-z0-9]+/[a-z0-9_]+(?:/[a-z0-9]+)?$", "OS/ARCH[/VARIANT], as \"linux/arm64/v8\".");

  static final Text REPOSITORY =
      Text.of(
          "^[a-zA-Z0-9.-]+(?::[0-9]+)?/[a-z0-9]+(?:[._/-]+[a-z0-9]+)*$",
          "a registry and a repository, without a tag, as \"localhost:5000/cache\".");

  /// A path below the context of a build, or an absolute one.
  static final Text CONTEXT_FILE =
      Text.of(
          "^(?!.*(?:^|/)\\.\\.(?:/|$))(?!-)(?!.*://)[^" + Grammars.C + ",\"]+$",
          "a path below the context, or an absolute one, without \"..\", comma and quote.");

  static final TextMap BUILD_ARGUMENTS =
      new TextMap(
          Text.of("^[A-Za-z_][A-Za-z0-9_]*$", "letters, digits and \"_\", no digit in front."),
          Text.free("a string without NUL."),
          1000);

  static final Text CREDENTIALS =
      Text.of("^[^:" + Grammars.C + "]+:[^" + Grammars.C + "]*$", "NAME:PASSWORD.");

  private ImageGrammars() {}
}
