package io.podbus.podman.catalog;

import static io.podbus.podman.catalog.Json.array;
import static io.podbus.podman.catalog.Json.object;
import static io.podbus.podman.catalog.OptionEntry.option;
import static io.podbus.podman.catalog.Rule.ANY;
import static io.podbus.podman.catalog.Rule.FALSE;
import static io.podbus.podman.catalog.Rule.NOT_EMPTY;
import static io.podbus.podman.catalog.Rule.TRUE;
import static io.podbus.podman.catalog.Rule.is;
import static io.podbus.podman.catalog.Rule.isNot;
import static io.podbus.podman.catalog.Rule.with;

import io.podbus.podman.catalog.ValueType.Choice;
import io.podbus.podman.catalog.ValueType.Flag;
import io.podbus.podman.catalog.ValueType.Text;
import io.podbus.podman.catalog.ValueType.Whole;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.Stream;

/// How an image is built.
final class BuildOptions {
  private static final String BUILD = "build";

  private BuildOptions() {}

  static List<OptionEntry.Builder> all() {
    return Stream.of(sources(), layers(), caches(), steps()).flatMap(List::stream).toList();
  }

  private static List<OptionEntry.Builder> sources() {
    return List.of(
        option(
                "file",
                ImageGrammars.CONTEXT_FILE,
                SecurityClass.HOST,
                "The Containerfile: a path below the context, or an absolute one of the host.")
            .on(BUILD, Use.planned("--file"))
            .right("Containerfile", "docker/Prod.dockerfile", "/srv/Containerfile")
            .wrong("", "-", "-f", "../x", "a/../../b", "http://x/y", "a,b")
            .behaviour("The build follows that file."),
        option(
                "ignorefile",
                ImageGrammars.CONTEXT_FILE,
                SecurityClass.HOST,
                "The list of what is no part of the context: a path as of \"file\".")
            .on(BUILD, Use.planned("--ignorefile"))
            .right(".containerignore", "/srv/ignore")
            .wrong("", "-x", "../x", "http://x/y")
            .behaviour("What it lists is not in the image."),
        option(
                "target",
                Text.of("^[A-Za-z0-9_][A-Za-z0-9_.-]*$", "a stage's name or number."),
                SecurityClass.SAFE,
                "The stage to build.")
            .on(BUILD, Use.value("--target"))
            .right("builder", "0")
            .wrong("", "-x", 0, "a b")
            .behaviour("The build ends with that stage; one that is not there is an error."),
        option(
                "from",
                ImageGrammars.IMAGE,
                SecurityClass.HOST,
                "The image that takes the place of the first FROM.")
            .on(BUILD, Use.value("--from"))
            .right("alpine", "localhost/a:1")
            .wrong("", "dir:/x", "-x", "docker://a"),
        option(
                "buildArg",
                ImageGrammars.BUILD_ARGUMENTS,
                SecurityClass.CREDENTIAL,
                "Values for the ARGs of the Containerfile.")
            .on(BUILD, Use.planned("--build-arg"))
            .note(
                "The values go to podman in its environment, never on its command line. What a step"
                    + " does with one can stay in the image: for secrets use \"secretEnvironment\".")
            .right(object("A", "xx"), object("A", ""), new JsonObject())
            .wrong(object("A=B", "x"), object("A", 1), array(), object("", "x"))
            .step(object("GREETING", "h3llo"), "echo \"$GREETING\"", "h3llo"));
  }

  private static List<OptionEntry.Builder> layers() {
    return List.of(
        option("format", new Choice(List.of("oci", "docker")), SecurityClass.SAFE, "Its format.")
            .on("build commit", Use.value("--format"))
            .on(
                "push",
                Use.words("--format", "oci", "--format=oci").orWords("docker", "--format=v2s2"))
            .on(
                ListingOptions.MACHINE,
                Use.planned("--format")
                    .takes(new Choice(List.of("json", "text")), "json", "text")
                    .means("Whether to answer with JSON, or with podman's text for people.")
                    .defaults("json"))
            .right("oci", "docker")
            .wrong("zip", "", true)
            .image("docker", "{{.ManifestType}}", DOCKER)
            .image("oci", "{{.ManifestType}}", "application/vnd.oci.image.manifest.v1+json"),
        option("squash", new Flag(), SecurityClass.SAFE, "Whether new layers become one.")
            .on(BUILD, Use.toggle("--squash"))
            .on("commit", Use.toggle("--squash"))
            .rule(
                Rule.in(
                    BUILD,
                    with(TRUE, "layers", ANY, "\"squash\" goes without \"layers\", either way.")))
            .right(true, false)
            .wrong("true")
            .image(true, "{{len .RootFS.Layers}}", "2"),
        option(
                "layers",
                new Flag(),
                SecurityClass.SAFE,
                "Whether each step is kept for later builds.")
            .on(BUILD, Use.toggle("--layers"))
            .right(true, false)
            .wrong("true")
            .image(false, "{{len .RootFS.Layers}}", "2"),
        option(
                "logRustc",
                new Flag(),
                SecurityClass.SAFE,
                "Whether the cost of each step is shown: podman's --log-rusage.")
            .on(BUILD, Use.toggle("--log-rusage").hidden())
            .right(true, false)
            .wrong("true")
            .step(true, "true", "(elapsed)"));
  }

  private static final String DOCKER = "application/vnd.docker.distribution.manifest.v2+json";

  private static List<OptionEntry.Builder> caches() {
    String none = "Without layers there is no cache.";
    Rule oneOnly =
        new Rule(
            (value, situation) ->
                value instanceof List<?> list
                    && list.size() > 1
                    && situation.engine().known()
                    && !situation.engine().atLeast(Versions.V4_4),
            "Before podman 4.4 the last one rules: give one.");
    return List.of(
        option("cache", new Flag(), SecurityClass.SAFE, "Whether earlier builds' steps serve.")
            .on(BUILD, Use.words("--no-cache", true).orWords(false, "--no-cache"))
            .rule(with(FALSE, "cacheFrom", NOT_EMPTY, "\"cacheFrom\" is for builds with a cache."))
            .right(true, false)
            .wrong("true")
            .behaviour("A second build takes the first one's steps, or does not."),
        option(
                "cacheFrom",
                Grammars.list(ImageGrammars.REPOSITORY),
                SecurityClass.HOST,
                "Repositories with steps that serve.")
            .on(BUILD, Use.repeat("--cache-from"))
            .rule(oneOnly, with(NOT_EMPTY, "layers", FALSE, none))
            .right(array("localhost:5000/cache"), array())
            .wrong("localhost:5000/cache", array("cache"), array("r.io/c:tag"))
            .behaviour("The registry is asked for steps."),
        option(
                "cacheTo",
                Grammars.list(ImageGrammars.REPOSITORY),
                SecurityClass.HOST,
                "Repositories to which its steps are sent.")
            .on(BUILD, Use.repeat("--cache-to"))
            .rule(oneOnly, with(NOT_EMPTY, "layers", FALSE, none))
            .right(array("localhost:5000/cache"), array())
            .wrong("localhost:5000/cache", array("cache"), array("r.io/c:tag"))
            .behaviour("The registry gets the steps."));
  }

  private static List<OptionEntry.Builder> steps() {
    return List.of(
        option(
                "isolation",
                new Choice(List.of("oci", "rootless", "chroot")),
                SecurityClass.HOST,
                "How its steps are kept apart from the host.")
            .on(BUILD, Use.value("--isolation"))
            .rule(
                with(
                    is("chroot"),
                    "network",
                    isNot("host"),
                    "\"chroot\" has the host's network: leave \"network\" out, or say \"host\"."))
            .right("oci", "rootless", "chroot")
            .wrong("vm", "", true)
            .behaviour("With \"chroot\" a step sees the host's network."),
        option(
                "httpProxy",
                new Flag(),
                SecurityClass.SAFE,
                "Whether steps get the proxy variables.")
            .on(BUILD, Use.toggle("--http-proxy").defaults(false))
            .right(true, false)
            .wrong("true"),
        option(
                "jobs",
                new Whole(0, 64),
                SecurityClass.RESOURCE,
                "How many stages at the same time.")
            .on(BUILD, Use.value("--jobs"))
            .right(1, 4)
            .wrong("1", -1),
        option("forceRm", new Flag(), SecurityClass.SAFE, "Whether a failed step leaves nothing.")
            .on(BUILD, Use.toggle("--force-rm"))
            .right(true, false)
            .wrong("true"),
        option("squashAll", new Flag(), SecurityClass.SAFE, "Whether all layers become one.")
            .on(BUILD, Use.toggle("--squash-all"))
            .rule(
                with(TRUE, "squash", ANY, "Say \"squash\" or \"squashAll\": not both."),
                with(TRUE, "layers", ANY, "\"squashAll\" goes without \"layers\", either way."))
            .right(true)
            .wrong("true")
            .image(true, "{{len .RootFS.Layers}}", "1"),
        option("omitHistory", new Flag(), SecurityClass.SAFE, "Whether the image has no history.")
            .on(BUILD, Use.toggle("--omit-history"))
            .right(true, false)
            .wrong("true")
            .image(true, "{{len .History}}", "0"));
  }
}
