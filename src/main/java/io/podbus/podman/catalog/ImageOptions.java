package io.podbus.podman.catalog;

import static io.podbus.podman.catalog.Json.array;
import static io.podbus.podman.catalog.OptionEntry.option;
import static io.podbus.podman.catalog.Rule.ANY;
import static io.podbus.podman.catalog.Rule.FALSE;
import static io.podbus.podman.catalog.Rule.TRUE;
import static io.podbus.podman.catalog.Rule.in;
import static io.podbus.podman.catalog.Rule.is;
import static io.podbus.podman.catalog.Rule.needs;
import static io.podbus.podman.catalog.Rule.never;
import static io.podbus.podman.catalog.Rule.with;

import io.podbus.podman.catalog.ValueType.Choice;
import io.podbus.podman.catalog.ValueType.Flag;
import io.podbus.podman.catalog.ValueType.Numbers;
import io.podbus.podman.catalog.ValueType.Text;
import io.podbus.podman.catalog.ValueType.Whole;
import java.util.List;
import java.util.stream.Stream;

/// Images on their way from and to registries.
///
/// A `run` fetches a missing image in a step of its own: what concerns the registry stands there.
final class ImageOptions {
  /// podman takes what follows a colon for the key's passphrase, which would stand on its command
  /// line.
  private static final ValueType.Text KEY_FILE =
      ValueType.Text.of(
          "^/[^\\x00-\\x1f\\x7f,\":]*$",
          "an absolute path of the service's host, without comma, quote and colon.");

  private static final String WITH_LOGIN = "pull push build login";

  private ImageOptions() {}

  static List<OptionEntry.Builder> all() {
    return Stream.of(fetching(), trust(), platforms(), pushing()).flatMap(List::stream).toList();
  }

  private static List<OptionEntry.Builder> fetching() {
    List<String> policies = List.of("always", "missing", "never");
    return List.of(
        option("pull", new Choice(policies), SecurityClass.SAFE, "When the image is pulled.")
            .on(Operations.RUN, Use.planned("podman pull").defaults("missing"))
            .on("build", Use.value("--pull"))
            .on(
                "pull",
                Use.value("--policy")
                    .since("5.6")
                    .takes(new Choice(List.of("always", "missing", "never", "newer")), "newer"))
            .right("never", "always", "missing")
            .wrong("sometimes", true)
            .behaviour("A missing image is an error with \"never\", and fetched with \"missing\"."),
        option(
                "quietPull",
                new Flag(),
                SecurityClass.SAFE,
                "Whether the progress of the transfer is not shown.")
            .on("pull push build", Use.toggle("--quiet"))
            .on(Operations.RUN, Use.own())
            .rule(
                in(
                    Operations.RUN,
                    never(
                        FALSE,
                        "The image is fetched in a step of its own, whose progress is no part of the"
                            + " output. To see it, use the operation \"pull\".")))
            .right(true)
            .wrong("true")
            .behaviour("A quiet build prints the image's id only."),
        option(
                "retries",
                new Whole(0, 100),
                SecurityClass.SAFE,
                "How often a transfer that fails is tried again.")
            .on("pull push", Use.value("--retry").since("5.0"))
            .on(Operations.RUN, Use.pullStep("--retry").since("5.0"))
            .on("build", Use.value("--retry").since("5.3"))
            .right(0, 2)
            .wrong(-1, "2", 101)
            .notHere("podman 4 has three tries of its own and no say in it."),
        option(
                "retryDelay",
                new Whole(0, 3_600_000),
                SecurityClass.SAFE,
                "How long to wait between the tries, in ms.")
            .on("pull push", Use.value("--retry-delay").template("{}ms").since("5.0"))
            .on(Operations.RUN, Use.pullStep("--retry-delay").template("{}ms").since("5.0"))
            .on("build", Use.value("--retry-delay").template("{}ms").since("5.3"))
            .rule(needs("retries", "It means something with \"retries\" only."))
            .beside("retries", 2)
            .right(500, 0)
            .wrong("500ms", -1)
            .notHere("podman 4 has three tries of its own and no say in it."));
  }

  private static List<OptionEntry.Builder> trust() {
    return List.of(
        option(
                "signaturePolicy",
                Grammars.HOST_PATH,
                SecurityClass.HOST,
                "The file of the host that says which signatures images need.")
            .on("pull push", Use.value("--signature-policy").hidden().local())
            .on("build", Use.value("--signature-policy").hidden())
            .on(Operations.RUN, Use.pullStep("--signature-policy").hidden().local())
            .right("/etc/containers/policy.json")
            .wrong("policy.json", "", "-x")
            .behaviour("A policy that rejects all makes a pull fail."),
        option(
                "tlsVerify",
                new Flag(),
                SecurityClass.HOST,
                "Whether the registry must prove who it is; false also allows plain HTTP.")
            .on(WITH_LOGIN, Use.toggle("--tls-verify"))
            .on(Operations.RUN, Use.pullStep("--tls-verify"))
            .right(true, false)
            .wrong("false", 0)
            .behaviour("A registry with a certificate of its own making is refused, or taken."),
        option(
                "authfile",
                Grammars.HOST_PATH,
                SecurityClass.HOST,
                "The file of the host with the logins of registries.")
            .on(WITH_LOGIN + " logout", Use.value("--authfile"))
            .on(Operations.RUN, Use.pullStep("--authfile"))
            .rule(
                Rule.notIn(
                    "login",
                    with(ANY, "creds", ANY, "\"creds\" says who you are: give one of the two.")))
            .right("/run/podbus-it/auth.json")
            .wrong("auth.json", "", "-x")
            .behaviour("A registry with a password lets it in."),
        option(
                "certDir",
                Grammars.HOST_PATH,
                SecurityClass.HOST,
                "The directory of the host with certificates for the registry.")
            .on("pull", Use.value("--cert-dir").local())
            .on("push build login", Use.value("--cert-dir"))
            .on(Operations.RUN, Use.pullStep("--cert-dir").local())
            .right("/etc/containers/certs.d/r")
            .wrong("certs", "", "-x")
            .behaviour("A registry with a certificate of that authority is taken."),
        option(
                "creds",
                ImageGrammars.CREDENTIALS,
                SecurityClass.CREDENTIAL,
                "Name and password for the registry.")
            .on("pull push build", Use.planned("--authfile"))
            .on(Operations.RUN, Use.planned("--authfile"))
            .on("login", Use.planned("--password-stdin"))
            .note(
                "They go to podman in a file that only the service can read, or through its stdin,"
                    + " never on its command line.")
            .rule(
                Rule.notIn(
                    "login",
                    new Rule(
                        (_, situation) -> Registries.of(situation::value).isEmpty(),
                        "It is not clear for which registry: put its host in front of the image's"
                            + " name, or give \"registry\".")))
            .beside("registry", "registry.example.com")
            .right("alice:pa ss:word")
            .wrong("alice", ":x", "", 1, "a:b\n")
            .behaviour("A registry with a password lets it in."),
        option(
                "decryptionKey",
                Grammars.list(KEY_FILE),
                SecurityClass.CREDENTIAL,
                "Files of the host with keys for encrypted images; without a passphrase.")
            .on("build", Use.repeat("--decryption-key").csv())
            .on("pull", Use.repeat("--decryption-key").since("4.4"))
            .on(Operations.RUN, Use.pullStep("--decryption-key").since("4.4"))
            .right(array("/run/podbus-it/key"), array())
            .wrong(
                "/run/key", array("key"), array("/key:pass=x,y"), array("/key:secret"), array(""))
            .behaviour("A build from an encrypted image works with the key, and not without."));
  }

  private static List<OptionEntry.Builder> platforms() {
    String one = "\"platform\" says all of it: leave os and arch out.";
    return List.of(
        option(
                "platform",
                ImageGrammars.PLATFORM,
                SecurityClass.SAFE,
                "For which platform the image is.")
            .on("run create pull", Use.value("--platform"))
            .on("build", Use.value("--platform").csv())
            .rule(
                with(ANY, "os", ANY, one),
                with(ANY, "arch", ANY, one),
                with(ANY, "variant", ANY, "\"platform\" has a variant of its own."))
            .right("linux/amd64", "linux/arm64/v8")
            .wrong("linux", "", "Linux/amd64", "-x/y")
            .behaviour("An image of another platform is not found."),
        option("os", word(), SecurityClass.SAFE, "For which operating system the image is.")
            .on("run create pull build", Use.value("--os"))
            .right("linux")
            .wrong("", "-x", "Linux!", 1)
            .behaviour("An image of another system is not found."),
        option("arch", word(), SecurityClass.SAFE, "For which processor the image is.")
            .on("run create pull build", Use.value("--arch"))
            .right("amd64", "arm64")
            .wrong("", "-x", "AMD 64", 1)
            .behaviour("An image for another processor is not found."),
        option(
                "variant",
                Text.of("^v[0-9]+[a-z]?$", "a variant, as \"v8\"."),
                SecurityClass.SAFE,
                "For which variant of the processor the image is.")
            .on("run create pull build", Use.value("--variant"))
            .right("v8", "v7l")
            .wrong("", "8", "-v", 1)
            .behaviour("An image for another variant is not found."));
  }

  private static Text word() {
    return Text.of("^[a-z0-9_]+$", "small letters, digits and \"_\".");
  }

  private static List<OptionEntry.Builder> pushing() {
    return List.of(
        option(
                "compression",
                new Choice(List.of("gzip", "zstd", "zlib")),
                SecurityClass.SAFE,
                "How its layers are compressed.")
            .on("push", Use.value("--compression-format"))
            .rule(
                never(is("zlib"), "podman has no \"zlib\"; \"gzip\" is the same in another frame."),
                with(is("zstd"), "format", is("docker"), "\"zstd\" needs the format \"oci\"."))
            .right("gzip", "zstd")
            .wrong("zip", "", true, "zlib")
            .behaviour("The registry has layers of that kind."),
        option(
                "sign",
                new Flag(),
                SecurityClass.HOST,
                "Whether it is signed (see signBy), or loses the signatures that it has.")
            .on(
                "push",
                Use.words("--remove-signatures", true).orWords(false, "--remove-signatures"))
            .on("build", Use.own())
            .rule(needs(TRUE, "signBy", "Say with which key: give \"signBy\"."))
            .beside("signBy", "ops@example.com")
            .right(true)
            .wrong("true")
            .behaviour("A push with false is one without signatures."),
        option(
                "signBy",
                Text.of("^[A-Za-z0-9][A-Za-z0-9@._+ <>-]*$", "a key's fingerprint or its address."),
                SecurityClass.HOST,
                "The key with which it is signed, of those that the engine's host has.")
            .on("push build", Use.value("--sign-by"))
            .rule(with(ANY, "sign", FALSE, "\"sign\" is false: leave one of the two out."))
            .right("ops@example.com", "0123456789ABCDEF")
            .wrong("", "-x", 1)
            .behaviour("The signature is in the host's store of signatures."),
        option(
                "encryptionKey",
                Grammars.list(
                    Text.of(
                        "^(?:jwe|pgp|pkcs7|pkcs11|provider):[^\\x00-\\x1f\\x7f]+$",
                        "a kind and a key, as \"jwe:/path/public.pem\".")),
                SecurityClass.HOST,
                "For which keys it is encrypted.")
            .on("push", Use.repeat("--encryption-key").since("4.4"))
            .right(array("jwe:/run/podbus-it/public.pem"), array())
            .wrong("jwe:/x", array("/x"), array("rot13:/x"))
            .notHere("podman 4.3 cannot encrypt."),
        option(
                "encryptLayer",
                new Numbers(new Whole(-1000, 1000), 1, 1000),
                SecurityClass.SAFE,
                "Which layers are encrypted, negative ones from the end; without it all.")
            .on("push", Use.of(Style.CSV_JOINED, "--encrypt-layer").since("4.4"))
            .rule(needs("encryptionKey", "It needs an \"encryptionKey\"."))
            .beside("encryptionKey", array("jwe:/run/podbus-it/public.pem"))
            .right(array(0), array(0, -1))
            .wrong(0, array("0"), array(), array(0.5))
            .notHere("podman 4.3 cannot encrypt."),
        option(
                "removeSignatures",
                new Flag(),
                SecurityClass.SAFE,
                "Whether it loses the signatures that it has.")
            .on("push", Use.toggle("--remove-signatures"))
            .rule(with(ANY, "sign", ANY, "\"sign\" speaks of the same: give one of the two."))
            .right(true, false)
            .wrong("true"));
  }
}
