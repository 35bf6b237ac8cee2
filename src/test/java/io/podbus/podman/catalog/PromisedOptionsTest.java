package io.podbus.podman.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Holds the catalog against the names that were promised: those of `PodmanConnectionOptions` and
/// of the `SessionOptions` below it.
class PromisedOptionsTest {
  private static List<String> promised() throws IOException {
    try (InputStream in =
        PromisedOptionsTest.class.getResourceAsStream("/catalog/promised-options.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }

  @Test
  void noNameIsMissing() throws IOException {
    assertThat(promised()).hasSize(184).doesNotHaveDuplicates();
    Set<String> known = new HashSet<>(RefusedOptions.everywhere().keySet());
    known.add("operation");
    Catalog.entries().forEach(entry -> known.add(entry.name()));
    assertThat(known).containsAll(promised());
  }

  @Test
  void noNameStandsTwice() {
    assertThat(Catalog.entries()).extracting(OptionEntry::name).doesNotHaveDuplicates();
  }

  @Test
  void eachIsProvedOrItIsSaidWhyNot() throws IOException {
    List<String> promised = promised();
    assertThat(Catalog.entries())
        .filteredOn(entry -> promised.contains(entry.name()))
        .filteredOn(entry -> entry.proofs().isEmpty())
        .extracting(OptionEntry::name)
        .isEmpty();
  }
}
