package io.podbus.session.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.podbus.protocol.Failure;
import io.podbus.protocol.FailureException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContextUnpackerTest {
  private static final long SEED = Long.getLong("seed", 20261125);

  @TempDir Path folder;

  /// What goes into an archive: `name`, `name -> target` (a link), `name = target` (a hard link),
  /// `name/` (a directory), `name |` (a pipe).
  private static void put(TarArchiveOutputStream tar, String what) throws IOException {
    if (what.contains(" -> ")) {
      String[] parts = what.split(" -> ", 2);
      TarArchiveEntry link = new TarArchiveEntry(parts[0], TarConstants.LF_SYMLINK, true);
      link.setLinkName(parts[1]);
      tar.putArchiveEntry(link);
    } else if (what.contains(" = ")) {
      String[] parts = what.split(" = ", 2);
      TarArchiveEntry link = new TarArchiveEntry(parts[0], TarConstants.LF_LINK, true);
      link.setLinkName(parts[1]);
      tar.putArchiveEntry(link);
    } else if (what.endsWith(" |")) {
      tar.putArchiveEntry(
          new TarArchiveEntry(what.substring(0, what.length() - 2), TarConstants.LF_FIFO, true));
    } else if (what.endsWith("/")) {
      tar.putArchiveEntry(new TarArchiveEntry(what, true));
    } else {
      byte[] text = ("this is " + what).getBytes(StandardCharsets.UTF_8);
      TarArchiveEntry file = new TarArchiveEntry(what, true);
      file.setSize(text.length);
      file.setMode(0100750);
      tar.putArchiveEntry(file);
      tar.write(text);
    }
    tar.closeArchiveEntry();
  }

  private static byte[] tar(String... entries) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_GNU);
      for (String entry : entries) {
        put(tar, entry);
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return bytes.toByteArray();
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(zipped)) {
      gzip.write(bytes);
    }
    return zipped.toByteArray();
  }

  private Path unpack(byte[] archive, long maxBytes) throws IOException {
    Path file = Files.write(folder.resolve("archive"), archive);
    Path root = Files.createDirectories(folder.resolve("outer/root"));
    new ContextUnpacker(root, maxBytes).unpack(file);
    return root;
  }

  private void assertRefused(byte[] archive, String sentence) {
    assertThatThrownBy(() -> unpack(archive, 1 << 20))
        .isInstanceOfSatisfying(
            FailureException.class,
            e -> {
              assertThat(e.failure()).isInstanceOf(Failure.InvalidOptions.class);
              assertThat(e.failure().detail()).contains(sentence);
            });
    assertNothingOutside();
  }

  private void assertNothingOutside() {
    try (Stream<Path> all = Files.walk(folder)) {
      assertThat(all.map(path -> folder.relativize(path).toString()))
          .allMatch(path ->
              List.of("", "archive", "outer", "outer/root").contains(path)
                  || path.startsWith("outer/root/"));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void filesDirectoriesAndLinksWithinAreThere(boolean zipped) throws IOException {
    byte[] archive =
        tar(
            "./",
            "Containerfile",
            "deep/er/file",
            "empty/",
            "deep/up -> ../Containerfile",
            "deep/dir -> ../empty",
            "dangling -> not/there",
            "same = deep/er/file",
            "x".repeat(150) + "/long");
    Path root = unpack(zipped ? gzip(archive) : archive, 1 << 20);
    assertThat(root.resolve("Containerfile")).hasContent("this is Containerfile");
    assertThat(root.resolve("deep/er/file")).hasContent("this is deep/er/file");
    assertThat(root.resolve("deep/up")).hasContent("this is Containerfile").isSymbolicLink();
    assertThat(root.resolve("deep/dir")).isDirectory();
    assertThat(root.resolve("empty")).isEmptyDirectory();
    assertThat(Files.isSymbolicLink(root.resolve("dangling"))).isTrue();
    assertThat(root.resolve("same")).hasContent("this is deep/er/file");
    assertThat(root.resolve("x".repeat(150)).resolve("long")).exists();
    assertThat(Files.getAttribute(root.resolve("Containerfile"), "unix:mode")).isEqualTo(0100750);
  }

  @Test
  void aNameThatComesTwiceMeansTheLaterOne() throws IOException {
    Path root = unpack(tar("Containerfile", "a -> Containerfile", "a"), 1 << 20);
    assertThat(root.resolve("a")).hasContent("this is a");
    assertThat(Files.isSymbolicLink(root.resolve("a"))).isFalse();
    assertThat(root.resolve("Containerfile")).hasContent("this is Containerfile");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/etc/passwd",
        "../x",
        "a/../../x",
        "a/..",
        "..",
        "l -> /etc",
        "l -> ..",
        "l -> ../x",
        "a/l -> ../../x",
        "a/l -> b/../../../x",
        "a/l -> b/..",
        "l = ../../archive",
        "l = /etc/passwd",
        "l = not/there",
        "p |",
      })
  void nothingLeadsOut(String entry) {
    String culprit = entry.contains("= ..") || entry.contains("= /") ? entry.split(" ")[2] : entry;
    assertRefused(tar("ok", entry), "The context's entry \"" + culprit.split(" ")[0] + "\"");
  }

  @Test
  void nothingGoesThroughALink() {
    assertRefused(tar("d/", "l -> d", "l/x"), "lies below one that is no directory");
    assertRefused(tar("f", "f/x"), "lies below one that is no directory");
    assertRefused(tar("d/x", "d"), "is a directory as well");
  }

  @Test
  void whatIsNoArchiveIsRefused() throws IOException {
    assertRefused(new byte[0], "no tar archive");
    assertRefused("hello, world".getBytes(StandardCharsets.UTF_8), "no tar archive");
    assertRefused(new byte[] {0x1f, (byte) 0x8b, 1}, "like gzip");
    byte[] whole = gzip(tar("a", "b"));
    assertRefused(java.util.Arrays.copyOf(whole, whole.length / 2), "no whole tar archive");
  }

  @Test
  void whatComesOutIsCounted() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
      TarArchiveEntry zeros = new TarArchiveEntry("zeros");
      zeros.setSize(10_000_000);
      tar.putArchiveEntry(zeros);
      tar.write(new byte[10_000_000]);
      tar.closeArchiveEntry();
    }
    byte[] bomb = gzip(bytes.toByteArray());
    assertThat(bomb.length).isLessThan(100_000);
    assertThatThrownBy(() -> unpack(bomb, 1_000_000))
        .isInstanceOfSatisfying(
            FailureException.class,
            e -> assertThat(e.failure()).isInstanceOf(Failure.InputTooLarge.class));
  }

  @Test
  void aHeaderThatWouldFillTheMemoryIsRefused() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
      byte[] name = "x".repeat(3_000_000).getBytes(StandardCharsets.UTF_8);
      TarArchiveEntry longName =
          new TarArchiveEntry(TarConstants.GNU_LONGLINK, TarConstants.LF_GNUTYPE_LONGNAME);
      longName.setSize(name.length);
      tar.putArchiveEntry(longName);
      tar.write(name);
      tar.closeArchiveEntry();
      put(tar, "x");
    }
    assertRefused(gzip(bytes.toByteArray()), "no whole tar archive: a header has more than");
  }

  /// Archives of random entries, most of them hostile: whatever comes out stays within.
  @Test
  void whateverIsSentStaysWithin() throws IOException {
    Random random = new Random(SEED);
    String[] names = {"a", "b", "..", ".", "c", "/", "a/b", "../a", "b/../c"};
    int unpacked = 0;
    for (int round = 0; round < 300; round++) {
      String[] entries = new String[1 + random.nextInt(5)];
      for (int i = 0; i < entries.length; i++) {
        String name = names[random.nextInt(names.length)] + "/" + names[random.nextInt(4)];
        String target = names[random.nextInt(names.length)] + "/" + names[random.nextInt(4)];
        entries[i] =
            switch (random.nextInt(4)) {
              case 0 -> name + " -> " + target;
              case 1 -> name + " = " + target;
              default -> name;
            };
      }
      try {
        Path root = unpack(tar(entries), 1 << 20);
        unpacked++;
        try (Stream<Path> all = Files.walk(root)) {
          for (Path path : all.filter(Files::exists).toList()) {
            assertThat(path.toRealPath().startsWith(root.toRealPath()))
                .as("seed %d: %s of %s", SEED, path, List.of(entries))
                .isTrue();
          }
        }
      } catch (FailureException e) {
        // Refused, which is right as well.
      }
      assertNothingOutside();
      clear(folder.resolve("outer"));
    }
    assertThat(unpacked).as("seed %d", SEED).isPositive();
  }

  private static void clear(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : all.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(path);
      }
    }
    assertThat(Files.exists(directory, LinkOption.NOFOLLOW_LINKS)).isFalse();
  }
}
