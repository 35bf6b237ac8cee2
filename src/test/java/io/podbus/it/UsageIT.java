package io.podbus.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.podbus.ops.Exposition;
import io.podbus.testing.Await;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/// The figures of usage against those of podman and of the kernel, under load.
class UsageIT extends ServiceTestBase {
  private static final Pattern TIME = Pattern.compile("(?:(\\d+)m)?([0-9.]+)(ms|s)");
  private static final Pattern SIZE = Pattern.compile("([0-9.]+)([kMG]?B) /.*");

  private JsonObject usage(String path) {
    HttpResponse<String> response = api.get(path);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return new JsonObject(response.body());
  }

  @Test
  void a_session_has_used_what_podman_says() {
    String path =
        api.start(
            Api.shell("head -c 20000000 /dev/zero >/dev/shm/x; while :; do echo x; done")
                .put("memory", "128m"));
    String name = api.session(path).getString("containerName");
    Await.until(
        Service.DEADLINE,
        "it has written its file, and writes to its reader",
        () -> stdoutBytes(usage(path + "/usage")) > 0);

    JsonObject before = usage(path + "/usage");
    JsonObject stats = stats(name);
    JsonObject after = usage(path + "/usage");
    JsonObject container = after.getJsonObject("container");
    assertThat(millis(stats.getString("cpu_time")))
        .isBetween(
            before.getJsonObject("container").getLong("cpuMs") - 1, container.getLong("cpuMs") + 1);
    JsonObject memory = container.getJsonObject("memory");
    assertThat(bytes(stats.getString("mem_usage")))
        .isBetween(memory.getLong("bytes") * 0.8, memory.getLong("bytes") * 1.2);
    assertThat(memory.getLong("limitBytes")).isEqualTo(128 << 20);
    assertThat(container.getJsonObject("pids").getLong("current"))
        .isEqualTo(Long.parseLong(stats.getString("pids")));
    assertThat(container.getJsonObject("pids").getLong("limit")).isPositive();
    Await.until(
        Service.DEADLINE,
        "more output is counted",
        () -> stdoutBytes(usage(path + "/usage")) > stdoutBytes(before));
    theServiceHasUsedWhatTheKernelSays();

    api.close(path, 0);
    JsonObject ended = usage(path + "/usage");
    assertThat(ended.getValue("container")).isNull();
    assertThat(ended.getString("reason")).isNotBlank();
  }

  private static long stdoutBytes(JsonObject usage) {
    return usage.getJsonObject("output").getLong("stdoutBytes");
  }

  private void theServiceHasUsedWhatTheKernelSays() {
    long cpuBefore = Resources.cpuMillis();
    JsonObject usage = usage("/v1/usage");
    Exposition scraped = Exposition.parse(new Api(service.managementUrl()).get("/metrics").body());
    long cpuAfter = Resources.cpuMillis();
    JsonObject process = usage.getJsonObject("process");
    assertThat(process.getLong("cpuMs")).isBetween(cpuBefore - 20, cpuAfter + 20);
    assertThat(scraped.value("process_cpu_seconds_total") * 1000)
        .isBetween(cpuBefore - 20.0, cpuAfter + 20.0);
    double rss = Resources.residentBytes();
    assertThat(process.getDouble("rssBytes")).isBetween(rss * 0.8, rss * 1.2);
    assertThat(scraped.value("process_resident_memory_bytes")).isBetween(rss * 0.8, rss * 1.2);
    assertThat(process.getLong("openFds").doubleValue())
        .isCloseTo(Resources.descriptors(), Offset.offset(16.0));
    assertThat(usage.getJsonObject("sessions").getInteger("live")).isEqualTo(1);
    assertThat(usage.getJsonObject("host").getJsonArray("load")).hasSize(3);
  }

  private JsonObject stats(String name) {
    String answer = service.podman().say("stats", "--no-stream", "--format", "json", name);
    return new JsonArray(answer).getJsonObject(0);
  }

  private static long millis(String time) {
    Matcher matcher = TIME.matcher(time);
    assertThat(matcher.matches()).as(time).isTrue();
    double seconds =
        Double.parseDouble(matcher.group(2)) / (matcher.group(3).equals("s") ? 1 : 1000);
    double minutes = matcher.group(1) == null ? 0 : Double.parseDouble(matcher.group(1));
    return Math.round((minutes * 60 + seconds) * 1000);
  }

  private static double bytes(String usage) {
    Matcher matcher = SIZE.matcher(usage);
    assertThat(matcher.matches()).as(usage).isTrue();
    double unit =
        switch (matcher.group(2)) {
          case "kB" -> 1e3;
          case "MB" -> 1e6;
          case "GB" -> 1e9;
          default -> 1;
        };
    return Double.parseDouble(matcher.group(1)) * unit;
  }
}
