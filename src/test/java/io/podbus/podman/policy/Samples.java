package io.podbus.podman.policy;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/// Requests of `policy/*.jsonl`: the options as they are sent; a run of an image where no operation
/// is named.
public final class Samples {
  private Samples() {}

  /// @param body as it is sent
  /// @param option of which it is a sample: the one of the pointer, or the first that stands there
  ///   beside `operation`
  /// @param pointer where the policy stops it, or the option itself
  public record Sample(JsonObject body, String option, String pointer) {
    @Override
    public String toString() {
      return body.encode();
    }
  }

  /// Those of which `standard` lets none through.
  public static List<Sample> dangerous() {
    return read("dangerous.jsonl");
  }

  /// Those that `standard` lets through.
  public static List<Sample> harmless() {
    return read("harmless.jsonl");
  }

  private static List<Sample> read(String name) {
    try (InputStream in = Samples.class.getResourceAsStream("/policy/" + name)) {
      String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      return text.lines().map(JsonObject::new).map(Samples::sample).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Sample sample(JsonObject json) {
    JsonObject body = json.copy();
    Object pointer = body.remove("pointer");
    String option =
        pointer instanceof String place
            ? place.split("/", -1)[1]
            : body.fieldNames().stream()
                .filter(name -> !name.equals("operation"))
                .findFirst()
                .orElse("");
    String operation = body.getString("operation", "run");
    int dot = operation.indexOf('.');
    if (dot >= 0) {
      body.put("operation", operation.substring(0, dot));
      body.put("subcommand", operation.substring(dot + 1));
    }
    if (operation.equals("run") && !body.containsKey("image")) {
      body.put("image", "alpine");
    }
    return new Sample(body, option, pointer == null ? "/" + option : (String) pointer);
  }
}
