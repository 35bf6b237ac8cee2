package io.podbus.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A program in Java as it stands in a document, run from its source as a reader would.
///
/// @param source all of it, in one file
record SourceProgram(String source) {
  private static final Pattern BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

  /// The only program of a document.
  static SourceProgram of(Path document) throws IOException {
    Matcher blocks = BLOCK.matcher(Files.readString(document));
    assertThat(blocks.find()).as("a program in " + document).isTrue();
    SourceProgram program = new SourceProgram(blocks.group(1));
    assertThat(blocks.find()).as("one more program in " + document).isFalse();
    return program;
  }

  /// With something else in the place of what the document has, which must be there.
  SourceProgram with(String printed, String here) {
    assertThat(source).contains(printed);
    return new SourceProgram(source.replace(printed, here));
  }

  /// What is on the class path here.
  static String everything() {
    return System.getProperty("java.class.path");
  }

  /// What of it is not of this project: its folders are, and its jar.
  static String nothingOfOurs() {
    return Stream.of(everything().split(File.pathSeparator))
        .filter(entry -> entry.endsWith(".jar") && !entry.contains("podbus"))
        .collect(Collectors.joining(File.pathSeparator));
  }

  /// Runs it to its end, which must be a good one.
  ///
  /// @return what it wrote
  String run(Path work, String classPath, String... arguments) throws Exception {
    Path file = Files.writeString(work.resolve("Program.java"), source);
    Path out = Files.createTempFile(work, "out", ".txt");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                classPath,
                file.toString()));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command)
            .directory(work.toFile())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    try {
      assertThat(process.waitFor(2, TimeUnit.MINUTES)).as("the program ends").isTrue();
    } finally {
      process.destroyForcibly();
    }
    String said = Files.readString(out);
    assertThat(process.exitValue()).as(said).isZero();
    return said;
  }
}
