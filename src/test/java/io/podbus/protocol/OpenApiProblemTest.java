package io.podbus.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/// Holds the codes of `/openapi.json` against the failures that there are.
class OpenApiProblemTest {
  @Test
  @SuppressWarnings("unchecked") // its own shape, which the test shows
  void the_document_has_every_code() throws IOException {
    try (InputStream in =
        OpenApiProblemTest.class.getResourceAsStream("/io/podbus/gateway/schemas.yaml")) {
      Map<String, Map<String, Object>> schemas = new Yaml().load(in);
      Map<String, Map<String, Object>> fields =
          (Map<String, Map<String, Object>>) schemas.get("Problem").get("properties");
      assertThat((List<String>) fields.get("code").get("enum"))
          .as("the codes in schemas.yaml, in the order of their numbers")
          .isEqualTo(ProblemDocumentTest.kinds().stream().map(Problem.Kind::code).toList());
    }
  }
}
