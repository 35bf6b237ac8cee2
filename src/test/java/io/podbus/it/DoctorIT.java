package io.podbus.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `scripts/doctor` on this host, and on hosts that lack something.
class DoctorIT {
  @TempDir Path work;

  private record Said(int code, String text) {
    List<String> lines(String begin) {
      return text.lines().filter(line -> line.startsWith(begin)).toList();
    }
  }

  private static Said doctor(Map<String, String> environment, String... arguments)
      throws Exception {
    List<String> command = new ArrayList<>(List.of("scripts/doctor"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Said(process.exitValue(), text);
  }

  private Map<String, String> podman(String script) throws Exception {
    Path file = work.resolve("podman");
    Files.writeString(file, "#!/bin/sh\n" + script + "\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
    return Map.of("PODBUS_PODMAN_PATH", file.toString());
  }

  @Test
  void a_host_that_runs_containers_is_well() throws Exception {
    Said said = doctor(Map.of());
    assertThat(said.code()).as(said.text()).isZero();
    assertThat(said.lines("bad")).isEmpty();
    for (String checked :
        List.of("kernel", "podman", "cgroups", "runtime", "limits", "network", "locks", "space")) {
      assertThat(said.text()).containsPattern("(?m)^(ok  |note) +" + checked);
    }
    assertThat(doctor(Map.of(), "--quiet").lines("ok")).isEmpty();
  }

  @Test
  void each_fault_is_told_with_the_line_that_mends_it() throws Exception {
    Said missing = doctor(Map.of("PODBUS_PODMAN_PATH", "/no/such/podman"));
    assertThat(missing.code()).isEqualTo(1);
    assertThat(missing.text()).contains("there is no /no/such/podman").contains("mend: apt-get");

    Said old = doctor(podman("echo 3.4.4"));
    assertThat(old.code()).isEqualTo(1);
    assertThat(old.text()).contains("podman 3.4.4 is older than 4.3").contains("mend: upgrade");

    Said broken = doctor(podman("echo 'no such thing' >&2; exit 125"));
    assertThat(broken.code()).isEqualTo(1);
    assertThat(broken.text()).contains("does not work: no such thing");

    Said bare = doctor(podman("[ \"$1\" = version ] && echo 4.3.1 || echo"));
    assertThat(bare.code()).isEqualTo(1);
    assertThat(bare.text())
        .contains("podman has no network backend")
        .contains("mend: apt-get install netavark");
  }

  @Test
  void wrong_use_is_told_apart() throws Exception {
    assertThat(doctor(Map.of(), "--loud").code()).isEqualTo(2);
    assertThat(doctor(Map.of(), "--help").code()).isZero();
  }
}
