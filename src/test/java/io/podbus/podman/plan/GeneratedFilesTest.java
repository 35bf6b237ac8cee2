package io.podbus.podman.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.podbus.podman.plan.GeneratedFile.Base;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GeneratedFilesTest {
  @TempDir Path host;

  private Path write(String name, String text) throws IOException {
    Path file = host.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private String merged(Map<String, String> environment, GeneratedFile.Merged file)
      throws IOException {
    Map<String, Buffer> made = new GeneratedFiles(environment).make(List.of(file));
    assertThat(made).containsOnlyKeys(file.name());
    return made.get(file.name()).toString();
  }

  @Test
  void aConfigurationRepeatsWhatHoldsAndTheLaterOneRules() throws IOException {
    Path own =
        write(
            "own.conf",
            """
            [containers]
            default_ulimits = ["nofile=1024:1024"]
            [engine]
            runtime = "runc"
            events_logger = "file"
            """);
    write("modules/20.conf", "[engine]\nruntime = \"crun\"\n");
    write("modules/10.conf", "[engine]\nruntime = \"kata\"\n[engine.runtimes]\nx = [\"/x\"]\n");
    write("modules/30.off", "[engine]\nruntime = \"off\"\n");
    String text =
        merged(
            Map.of("CONTAINERS_CONF", own.toString()),
            new GeneratedFile.Merged(
                "containers.conf",
                Base.CONTAINERS_CONF,
                List.of(host.resolve("modules")),
                Map.of()));
    assertThat(text.lines())
        .containsExactlyInAnyOrder(
            "containers.default_ulimits = ['nofile=1024:1024']",
            "engine.runtime = 'crun'",
            "engine.events_logger = 'file'",
            "engine.runtimes.x = ['/x']");
  }

  @Test
  void aSettingOfTheTopLevelRulesAndTablesInListsStay() throws IOException {
    Path registries =
        write(
            "registries.conf",
            """
            short-name-mode = "permissive"
            unqualified-search-registries = ["a.example", "b.example"]
            [[registry]]
            location = "c.example"
            insecure = true
            """);
    String text =
        merged(
            Map.of("CONTAINERS_REGISTRIES_CONF", registries.toString()),
            new GeneratedFile.Merged(
                "registries.conf",
                Base.REGISTRIES_CONF,
                List.of(),
                Map.of("short-name-mode", "enforcing")));
    assertThat(text)
        .contains("short-name-mode = 'enforcing'", "['a.example', 'b.example']")
        .contains("registry = [{location = 'c.example', insecure = true}]")
        .doesNotContain("permissive");
  }

  @Test
  void theHomeOfTheServiceSaysWhatHoldsWhereNoVariableDoes() throws IOException {
    write("home/.config/containers/registries.conf", "x = 'of home'\n");
    GeneratedFile.Merged file =
        new GeneratedFile.Merged("registries.conf", Base.REGISTRIES_CONF, List.of(), Map.of());
    assertThat(merged(Map.of("HOME", host.resolve("home").toString()), file))
        .isEqualToIgnoringNewLines("x = 'of home'");
  }

  @Test
  void copiesKeepTheirOrderAndFoldersTheirNames() throws IOException {
    Path b = write("b.json", "{1}");
    Path a = write("a.json", "{2}");
    write("d/x.conf", "x");
    write("d/y.txt", "y");
    Map<String, Buffer> made =
        new GeneratedFiles(Map.of())
            .make(
                List.of(
                    new GeneratedFile.Copies("hooks", List.of(b, a)),
                    new GeneratedFile.Folder("home/r.d", host.resolve("d"), ".conf")));
    assertThat(made.keySet())
        .containsExactly("hooks/000-b.json", "hooks/001-a.json", "home/r.d/x.conf");
    assertThat(made.get("hooks/001-a.json")).hasToString("{2}");
  }

  @Test
  void whatCannotBeUsedIsSaidInOneSentence() throws IOException {
    GeneratedFiles files = new GeneratedFiles(Map.of());
    Path absent = host.resolve("absent");
    Path broken = write("broken.conf", "[a\nb");
    assertThatThrownBy(
            () -> files.make(List.of(new GeneratedFile.Copies("hooks", List.of(absent)))))
        .isInstanceOf(IOException.class)
        .hasMessage(absent + " is no file of the service's host");
    assertThatThrownBy(() -> files.make(List.of(new GeneratedFile.Folder("x", absent, ".conf"))))
        .hasMessage(absent + " is no directory of the service's host");
    assertThatThrownBy(() ->
            files.make(
                List.of(new GeneratedFile.Merged("x", Base.NONE, List.of(broken), Map.of()))))
        .hasMessageStartingWith(broken + " is no TOML: ");
  }
}
