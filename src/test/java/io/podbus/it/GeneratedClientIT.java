package io.podbus.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Clients that a widespread generator makes of `/openapi.json`: they compile, and create a
/// session.
class GeneratedClientIT extends ServiceTestBase {
  private static final Path GENERATOR = Path.of("target/tools/openapi-generator-cli.jar");
  private static final Path ANNOTATIONS = Path.of("target/tools/jakarta.annotation-api.jar");
  private static final Path JAVA_HOME = Path.of(System.getProperty("java.home"));

  @TempDir Path work;

  @BeforeEach
  void fetch() throws IOException {
    Files.writeString(work.resolve("openapi.json"), api.get("/openapi.json").body());
  }

  @Test
  void a_java_client_compiles_and_creates_a_session() throws Exception {
    generate(
        "java",
        "--library=native",
        "--additional-properties=openApiNullable=false,useJakartaEe=true,containerDefaultToNull=true");
    Files.writeString(
        work.resolve("Try.java"),
        """
        import java.util.List;
        import org.openapitools.client.ApiClient;
        import org.openapitools.client.api.SessionsApi;
        import org.openapitools.client.model.CreateAnswer;
        import org.openapitools.client.model.CreateSession;

        public class Try {
          public static void main(String[] arguments) throws Exception {
            ApiClient client = new ApiClient();
            client.updateBaseUri(arguments[0]);
            SessionsApi sessions = new SessionsApi(client);
            CreateSession hello =
                new CreateSession().image(arguments[1]).command("echo").args(List.of("hello"));
            CreateAnswer waited =
                sessions.createSession(hello, true, null, null, null, null, null, null, null, null, null);
            CreateAnswer session =
                sessions.createSession(hello, null, null, null, null, null, null, null, null, null, null);
            System.out.print(waited.getStdout() + sessions.getSession(session.getId()).getOperation());
          }
        }
        """);
    String classes = GENERATOR + ":" + ANNOTATIONS;
    List<String> compile =
        new ArrayList<>(
            List.of(
                JAVA_HOME.resolve("bin/javac").toString(),
                "-nowarn",
                "-proc:none",
                "-d",
                work.resolve("classes").toString(),
                "-cp",
                classes,
                work.resolve("Try.java").toString()));
    try (Stream<Path> sources = Files.walk(work.resolve("java/src/main"))) {
      sources.map(Path::toString).filter(name -> name.endsWith(".java")).forEach(compile::add);
    }
    run(compile);
    String said =
        run(
            List.of(
                JAVA_HOME.resolve("bin/java").toString(),
                "-cp",
                work.resolve("classes") + ":" + classes,
                "Try",
                service.url(),
                Service.IMAGE));
    assertThat(said).isEqualTo("hello\nrun");
  }

  @Test
  void a_typescript_client_compiles_and_creates_a_session() throws Exception {
    generate("typescript-fetch");
    Path client = work.resolve("typescript-fetch");
    Files.writeString(
        client.resolve("try.ts"),
        """
        import { Configuration, SessionsApi } from './index';

        declare const process: { argv: string[] };

        async function main() {
          const sessions = new SessionsApi(new Configuration({ basePath: process.argv[2] }));
          const hello = { image: process.argv[3], command: 'echo', args: ['hello'] };
          const waited = await sessions.createSession({ createSession: hello, wait: true });
          const session = await sessions.createSession({ createSession: hello });
          const shown = await sessions.getSession({ id: session.id! });
          console.log(waited.stdout!.trim() + ' ' + shown.operation);
        }

        main();
        """);
    Files.writeString(
        client.resolve("tsconfig.json"),
        """
        {"compilerOptions": {"target": "es2020", "module": "commonjs", "lib": ["es2020", "dom"], "outDir": "out"},
         "files": ["try.ts"]}
        """);
    run(List.of("tsc", "-p", client.toString()));
    String said =
        run(List.of("node", client.resolve("out/try.js").toString(), service.url(), Service.IMAGE));
    assertThat(said).isEqualTo("hello run\n");
  }

  private void generate(String language, String... options) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                JAVA_HOME.resolve("bin/java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-jar",
                GENERATOR.toString(),
                "generate",
                "-g",
                language,
                "-i",
                work.resolve("openapi.json").toString(),
                "-o",
                work.resolve(language).toString(),
                "--global-property=models,apis,supportingFiles,modelTests=false,apiTests=false,"
                    + "modelDocs=false,apiDocs=false"));
    command.addAll(List.of(options));
    run(command);
  }

  private String run(List<String> command) throws Exception {
    Path out = Files.createTempFile(work, "out", ".txt");
    Path err = Files.createTempFile(work, "err", ".txt");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    try {
      assertThat(process.waitFor(2, TimeUnit.MINUTES)).as(command.getFirst() + " ends").isTrue();
    } finally {
      process.destroyForcibly();
    }
    String said = Files.readString(out);
    assertThat(process.exitValue()).as(() -> command + "\n" + said + "\n" + read(err)).isZero();
    return said;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
