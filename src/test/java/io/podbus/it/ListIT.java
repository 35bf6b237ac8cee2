package io.podbus.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What there is: sessions in pages, and what can be run.
class ListIT extends ServiceTestBase {
  private JsonObject list(String query) {
    HttpResponse<String> response = api.get("/v1/sessions" + query);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return new JsonObject(response.body());
  }

  private static List<String> ids(JsonObject list) {
    return list.getJsonArray("sessions").stream()
        .map(session -> ((JsonObject) session).getString("id"))
        .toList();
  }

  private static String id(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  @Test
  void sessionsAreListedNewestFirstInPagesAndByWhatTheyAre() {
    List<String> newestFirst = new ArrayList<>();
    JsonObject labels = new JsonObject().put("set", "a=b").put("more", "");
    String host = api.start(Api.run("sleep", "1000").put("labels", labels));
    newestFirst.addFirst(id(host));
    for (int i = 0; i < 3; i++) {
      String path = api.create(Api.shell("exit " + i).put("labels", labels));
      api.awaitEnd(path);
      newestFirst.addFirst(id(path));
    }
    String failed = api.create(Api.run("no-such-program").put("labels", labels));
    api.awaitEnd(failed);
    newestFirst.addFirst(id(failed));

    String mine = "label=set%3Da%3Db";
    assertThat(ids(list("?" + mine))).isEqualTo(newestFirst);
    assertThat(ids(list("?" + mine + "&state=running"))).containsExactly(id(host));
    assertThat(ids(list("?" + mine + "&state=failed"))).containsExactly(id(failed));
    assertThat(ids(list("?" + mine + "&state=exited"))).hasSize(3);
    assertThat(ids(list("?label=set%3Dother"))).isEmpty();
    assertThat(list("?" + mine).getString("nextCursor")).isNull();

    List<String> paged = new ArrayList<>();
    String cursor = "";
    for (int pages = 1; pages <= 3; pages++) {
      JsonObject page = list("?" + mine + "&limit=2" + cursor);
      paged.addAll(ids(page));
      if (pages == 1) {
        // What comes meanwhile is newer: it moves nothing on the pages that follow.
        api.awaitEnd(api.create(Api.run("true").put("labels", labels)));
      }
      cursor = "&cursor=" + page.getString("nextCursor");
      assertThat(page.getString("nextCursor") == null).isEqualTo(pages == 3);
    }
    assertThat(paged).isEqualTo(newestFirst);

    String exec =
        api.post(host + "/exec", new JsonObject().put("command", "true").put("tty", false))
            .headers()
            .firstValue("Location")
            .orElseThrow();
    api.awaitEnd(exec);
    assertThat(ids(list("?operation=exec"))).containsExactly(id(exec));
    // A session in the list is the one that is shown alone.
    assertThat(list("?operation=exec").getJsonArray("sessions").getJsonObject(0))
        .isEqualTo(api.session(exec));
    api.close(host, 0);
  }

  @Test
  void eachOperationHasASchemaThatSaysWhatItTakes() {
    JsonArray operations =
        new JsonObject(api.get("/v1/operations").body()).getJsonArray("operations");
    assertThat(operations)
        .extracting(operation -> ((JsonObject) operation).getString("operation"))
        .contains("run", "exec");
    for (Object each : operations) {
      HttpResponse<String> response = api.get(((JsonObject) each).getString("schema"));
      assertThat(response.statusCode()).isEqualTo(200);
      JsonObject schema = new JsonObject(response.body());
      assertThat(schema.getString("$schema"))
          .isEqualTo("https://json-schema.org/draft/2020-12/schema");
      assertThat(schema.getJsonObject("properties").fieldNames()).contains("operation", "timeout");
    }
    JsonObject run = new JsonObject(api.get("/v1/operations/run/schema").body());
    assertThat(run.getJsonObject("properties").fieldNames())
        .contains("image", "command", "args", "environment", "tty", "rows");
    JsonObject exec = new JsonObject(api.get("/v1/operations/exec/schema").body());
    assertThat(exec.getJsonObject("properties").fieldNames())
        .contains("containerName", "names")
        .doesNotContain("image", "memory", "detach");
  }
}
