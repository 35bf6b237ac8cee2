package io.podbus.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.podbus.config.ConfigLoader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The unit in `deploy/systemd`: systemd takes it, and it fits what the service does.
class SystemdUnitTest {
  private static final Path UNIT = Path.of("deploy/systemd/podbus.service");

  private static Map<String, String> settings() throws IOException {
    return Files.readAllLines(UNIT).stream()
        .filter(line -> line.matches("[A-Z][A-Za-z]*=.*"))
        .map(line -> line.split("=", 2))
        .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
  }

  @Test
  void systemd_takes_it(@TempDir Path work) throws Exception {
    Path copy = work.resolve("podbus.service");
    // The program need not be installed here; all else is judged as it stands.
    Files.writeString(
        copy,
        Files.readString(UNIT).replace("ExecStart=/opt/podbus/bin/podbus", "ExecStart=/bin/true"));
    Process process =
        new ProcessBuilder("systemd-analyze", "verify", "--man=no", copy.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(said).isEmpty();
    assertThat(process.exitValue()).isZero();
  }

  @Test
  void fits_what_the_service_does() throws Exception {
    Map<String, String> settings = settings();
    assertThat(settings.get("ExecStart")).endsWith("/bin/podbus run");
    assertThat(settings.get("RestartPreventExitStatus")).as("a wrong configuration").isEqualTo("2");
    long shutdown = ConfigLoader.load(Optional.empty(), Map.of()).shutdown().timeout().toSeconds();
    assertThat(Long.parseLong(settings.get("TimeoutStopSec")))
        .as("longer than the service may take to end its sessions")
        .isGreaterThan(shutdown + 5);
    assertThat(settings.get("Environment")).contains("/var/lib/" + settings.get("StateDirectory"));
  }
}
