package io.podbus.podman.catalog;

import static io.podbus.podman.catalog.Json.array;
import static io.podbus.podman.catalog.Json.object;
import static io.podbus.podman.catalog.OptionEntry.option;
import static io.podbus.podman.catalog.Rule.ANY;
import static io.podbus.podman.catalog.Rule.with;

import io.podbus.podman.catalog.ValueType.Flag;
import io.podbus.podman.catalog.ValueType.Text;
import io.podbus.podman.catalog.ValueType.Whole;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.Stream;

/// Where and as whom a program runs, and what it finds in its environment.
final class ProcessOptions {
  private static final String PROGRAM = "run create exec";

  private ProcessOptions() {}

  static List<OptionEntry.Builder> all() {
    return Stream.of(place(), person(), environment(), rest()).flatMap(List::stream).toList();
  }

  private static List<OptionEntry.Builder> place() {
    return List.of(
        option(
                "workingDir",
                Grammars.CONTAINER_PATH,
                SecurityClass.SAFE,
                "Where the program starts.")
            .on(PROGRAM, Use.value("--workdir"))
            .right("/", "/srv/a b")
            .wrong("srv", "", "/a\nb")
            .inspect("/tmp", "{{.Config.WorkingDir}}", "/tmp"),
        option(
                "workdir",
                Grammars.CONTAINER_PATH,
                SecurityClass.SAFE,
                "Another word for workingDir.")
            .on(PROGRAM, Use.alias("workingDir"))
            .right("/", "/srv")
            .wrong("srv", "", "/a\nb")
            .inspect("/tmp", "{{.Config.WorkingDir}}", "/tmp"),
        option(
                "entrypoint",
                Grammars.list(Grammars.ARGUMENT),
                SecurityClass.SAFE,
                "What stands before command and args, in the image's entry point's place; empty for"
                    + " none.")
            .on(Operations.RUN, Use.of(Style.JSON, "--entrypoint"))
            .right(array("sh", "-c"), array("one"), array())
            .wrong("sh", array(1))
            .inspect(array("echo", "x y"), "{{.Path}} {{json .Args}}", "echo [\"x y\",\"sh\"]"),
        option(
                "umask",
                Text.of("^[0-7]{1,4}$", "up to four octal digits, as \"0077\"."),
                SecurityClass.SAFE,
                "Which permissions its new files lack.")
            .on(Operations.RUN, Use.value("--umask"))
            .right("0077", "22")
            .wrong(77, "", "99", "-1")
            .inspect("0077", "{{.Config.Umask}}", "0077")
            .inside("0077", "umask", "0077"),
        option(
                "tz",
                Grammars.TIME_ZONE,
                SecurityClass.SAFE,
                "Its time zone; \"local\" is the host's.")
            .on(Operations.RUN, Use.value("--tz"))
            .right("local", "Europe/Paris")
            .wrong("", "../x", "Etc/../x", "-x", "a b")
            .inspect("local", "{{.Config.Timezone}}", "local"));
  }

  private static List<OptionEntry.Builder> person() {
    return List.of(
        option("user", Grammars.USER, SecurityClass.SAFE, "Whom the program runs as.")
            .on(PROGRAM, Use.value("--user").template("{}[:{group}]"))
            .right("nobody", "1000:1000")
            .wrong(1000, "a:b:c", "-u")
            .inspect("1000:1001", "{{.Config.User}}", "1000:1001")
            .inside("12:34", "id -u; id -g", "12\n34"),
        option(
                "group",
                Text.of("^[A-Za-z0-9_][A-Za-z0-9_.$-]*$", "a group's name or number."),
                SecurityClass.SAFE,
                "The group that the program runs in.")
            .on(PROGRAM, Use.value("--user").template(":{}").unless("user"))
            .rule(
                with(
                    ANY,
                    "user",
                    user -> ((String) user).contains(":"),
                    "\"user\" has a group already: give one of the two."))
            .right("1001", "nogroup")
            .wrong(1001, "", "-x", "a:b")
            .inside("34", "id -g", "34"),
        option(
                "groupAdd",
                Grammars.list(
                    Text.of("^[A-Za-z0-9_][A-Za-z0-9_.$-]*$", "a group's name or number.")),
                SecurityClass.SAFE,
                "Further groups that the program is in.")
            .on(Operations.RUN, Use.repeat("--group-add").csv())
            .right(array("1234", "nogroup"), array())
            .wrong("1234", array(1234), array("-x"), array("a,b"))
            .inspect(array("1234"), "{{.HostConfig.GroupAdd}}", "[1234]"),
        option(
                "passwdEntry",
                Text.of("^[^\\x00-\\x1f\\x7f]+$", "a line of /etc/passwd."),
                SecurityClass.SAFE,
                "The line for its user in /etc/passwd.")
            .on(Operations.RUN, Use.value("--passwd-entry"))
            .right("u:x:5000:0:U:/:/bin/sh")
            .wrong("", 1, "a\nb"),
        option(
                "hostuser",
                Grammars.list(
                    Text.of("^[A-Za-z0-9_][A-Za-z0-9_.$-]*$", "a user's name or number.")),
                SecurityClass.HOST,
                "Users of the host that it knows by name.")
            .on(Operations.RUN, Use.repeat("--hostuser"))
            .right(array("root"), array())
            .wrong("root", array("-x"), array("")));
  }

  private static List<OptionEntry.Builder> environment() {
    return List.of(
        option(
                "environment",
                Grammars.ENVIRONMENT,
                SecurityClass.CREDENTIAL,
                "The program's environment.")
            .on(PROGRAM, Use.planned("--env-file"))
            .on("build", Use.planned("--env").means("The environment that the image has."))
            .right(new JsonObject(), object("A", "b\nc"), object("a.b-c", ""))
            .wrong(
                object("A*", "x"),
                object("#A", "x"),
                object("A=B", "x"),
                object("", "x"),
                object("A", 1),
                object("PODBUS_SESSION", "x"),
                array())
            .inside(object("A", "b c"), "echo \"$A\"", "b c"),
        option("env", Grammars.ENVIRONMENT, SecurityClass.CREDENTIAL, "The same as environment.")
            .on(PROGRAM, Use.planned("--env-file"))
            .on("build", Use.planned("--env").means("The same as environment."))
            .note("The seed gave these to podman itself; here they are the program's.")
            .right(object("A", "b"), new JsonObject())
            .wrong(object("A B", "x"), object("1A", "x"))
            .inside(object("A", "b c"), "echo \"$A\"", "b c"),
        option(
                "secretEnvironment",
                Grammars.ENVIRONMENT,
                SecurityClass.CREDENTIAL,
                "As environment, for values that are shown nowhere.")
            .on(PROGRAM, Use.planned("--env-file"))
            .on(
                "build",
                Use.planned("--secret")
                    .takes(ImageGrammars.SECRETS_OF_BUILD, object("TOKEN", "s3cret"))
                    .means(
                        "Secrets for the build's steps, by id: RUN --mount=type=secret,id=NAME."))
            .right(object("TOKEN", "s3cret"), new JsonObject())
            .wrong(object("A B", "x"), object("-A", "x"), object("A", 1), array())
            .behaviour("The program finds it, and it stands in no command line and no answer."),
        option(
                "unsetenv",
                Grammars.list(Text.of("^[A-Za-z_][A-Za-z0-9_]*$", "a variable's name.")),
                SecurityClass.SAFE,
                "Variables of the image that it does not have.")
            .on(Operations.RUN, Use.repeat("--unsetenv"))
            .on("build", Use.repeat("--unsetenv").csv())
            .right(array("TERM", "container"), array())
            .wrong("TERM", array("A=b"), array("-x"), array(""))
            .inside(array("container"), "env | grep -c '^container='", "0"),
        option(
                "unsetenvAll",
                new Flag(),
                SecurityClass.SAFE,
                "Whether it has no variable of image and engine.")
            .on(Operations.RUN, Use.toggle("--unsetenv-all"))
            .right(true, false)
            .wrong("true")
            .inspect(true, "{{.Config.Env}}", "[]"),
        option(
                "envMerge",
                Grammars.list(
                    Text.of("^[A-Za-z_][A-Za-z0-9_]*=[^\\x00-\\x1f\\x7f]*$", "NAME=VALUE.")),
                SecurityClass.SAFE,
                "Variables of values with others in them, as \"PATH=$PATH:/srv\"; no place for secrets.")
            .on(Operations.RUN, Use.repeat("--env-merge"))
            .right(array("PATH=$PATH:/srv"), array())
            .wrong("A=b", array("A"), array("=b")));
  }

  private static List<OptionEntry.Builder> rest() {
    return List.of(
        option(
                "preserveFds",
                new Whole(0, 0),
                SecurityClass.HOST,
                "How many more open files it gets from podman: the service gives podman none.")
            .on("run exec", Use.value("--preserve-fds"))
            .right(0)
            .wrong(1, "0", -1)
            .behaviour("0 changes nothing, and more is refused."),
        option(
                "cwd",
                Grammars.HOST_PATH,
                SecurityClass.HOST,
                "The directory with the files to build from: the seed's word for context.")
            .on("build", Use.alias("context"))
            .right("/srv/app")
            .wrong("", "app", "-x")
            .behaviour("The build finds its files there."),
        option("streaming", new Flag(), SecurityClass.SAFE, "The service streams always.")
            .on(
                Operations.everyBut("logs pod.logs"),
                Use.own().means("Whether output is told as it comes; it always is."))
            .on("logs pod.logs", Use.alias("follow"))
            .rule(
                Rule.notIn(
                    "logs pod.logs",
                    Rule.never(
                        Rule.FALSE,
                        "Output is told as it comes, always; to have it all at once ask with"
                            + " wait=true.")))
            .right(true)
            .wrong("true")
            .behaviour("logs follow, and the others stream, as without it."));
  }
}
