package io.podbus.podman.catalog;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The options that a test shows to take effect, as [io.podbus.testing.Shows] says in the sources.
final class ShownOptions {
  private static final Pattern SHOWS = Pattern.compile("@Shows\\(([^)]*)\\)");
  private static final Pattern NAME = Pattern.compile("\"(\\w+)\"");

  private ShownOptions() {}

  static Set<String> read() {
    Set<String> names = new HashSet<>();
    try (Stream<Path> sources = Files.walk(Path.of("src/test/java"))) {
      for (Path source : (Iterable<Path>) sources.filter(Files::isRegularFile)::iterator) {
        Matcher said = SHOWS.matcher(Files.readString(source));
        while (said.find()) {
          NAME.matcher(said.group(1)).results().forEach(name -> names.add(name.group(1)));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return names;
  }
}
