package io.podbus.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The lines that a new user pastes do what the text beside them says.
class ReadmeIT {
  private static final Pattern LINES =
      Pattern.compile("## Ten lines.*?```sh\n(.*?)```", Pattern.DOTALL);

  private final StateFolder state = new StateFolder();
  private ServiceProcess service;

  @BeforeEach
  void start() {
    service = ServiceProcess.listening(state, Map.of("PODBUS_POLICY_FILE", "standard"));
  }

  @AfterEach
  void stop() {
    service.signal("TERM");
    service.awaitEnd();
    service.close();
    state.close();
  }

  @Test
  void theReadmesTenLinesWorkAsPrinted() throws IOException {
    Matcher readme = LINES.matcher(Files.readString(Path.of("README.md")));
    assertThat(readme.find()).isTrue();
    String lines = readme.group(1);
    assertThat(lines).contains("http://127.0.0.1:8080/");

    String output = Shell.run(lines.replace("http://127.0.0.1:8080", service.url()) + "\nwait\n");

    assertThat(output.replaceAll("\\s+", ""))
        .contains("{\"session\":{")
        .contains("\"stdout\":\"hello\\n\",\"stderr\":\"\",\"truncated\":false}")
        .contains("event:exit")
        .contains("\"reason\":\"closed\"")
        .doesNotContain("urn:podbus:problem");
    assertThat(output).contains("42\\r\\n").contains("40 120\\r\\n");
    assertThat(state.containers()).isEmpty();
  }

  @Test
  void theLineThatTheServicePrintsWorksAsPrinted() {
    String welcome = service.out();
    String output = Shell.run(welcome.substring(welcome.indexOf("curl")));
    assertThat(output).contains("hello\\n");
  }
}
