package io.podbus.podman.plan;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Makes the files of which a plan says what they are made of. Reads files of the host, so it
/// blocks: for a worker thread.
public final class GeneratedFiles {
  private static final long MAX_BYTES = 1 << 20;
  private static final int MAX_FILES = 1000;
  private static final String CONF = ".conf";
  private static final TomlMapper TOML = new TomlMapper();

  private final Map<String, String> environment;

  /// @param environment of every client of the service: says where the engine's configuration is
  public GeneratedFiles(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  /// The content of each file, by its name below the private folder.
  ///
  /// @throws IOException with one sentence for the caller, where a source cannot be used
  public Map<String, Buffer> make(Collection<GeneratedFile> files) throws IOException {
    Map<String, Buffer> made = new LinkedHashMap<>();
    for (GeneratedFile file : files) {
      switch (file) {
        case GeneratedFile.Copies copies -> {
          int number = 0;
          for (Path source : copies.sources()) {
            made.put("%s/%03d-%s".formatted(copies.name(), number++, nameOf(source)), read(source));
          }
        }
        case GeneratedFile.Folder folder -> {
          for (Path source : list(folder.source(), folder.suffix())) {
            made.put(folder.name() + "/" + nameOf(source), read(source));
          }
        }
        case GeneratedFile.Merged merged -> made.put(merged.name(), merge(merged));
      }
    }
    return made;
  }

  private Buffer merge(GeneratedFile.Merged merged) throws IOException {
    List<Path> sources = new ArrayList<>(base(merged.base()));
    for (Path source : merged.sources()) {
      if (Files.isDirectory(source)) {
        sources.addAll(list(source, CONF));
      } else {
        sources.add(source);
      }
    }
    ObjectNode all = TOML.createObjectNode();
    for (Path source : sources) {
      merge(all, parse(source));
    }
    merged.settings().forEach(all::put);
    return Buffer.buffer(TOML.writeValueAsBytes(all));
  }

  private static void merge(ObjectNode into, ObjectNode from) {
    for (Map.Entry<String, JsonNode> member : from.properties()) {
      if (into.get(member.getKey()) instanceof ObjectNode deeper
          && member.getValue() instanceof ObjectNode more) {
        merge(deeper, more);
      } else {
        into.set(member.getKey(), member.getValue());
      }
    }
  }

  private static ObjectNode parse(Path source) throws IOException {
    byte[] bytes = read(source).getBytes();
    try {
      return TOML.readTree(bytes) instanceof ObjectNode object ? object : TOML.createObjectNode();
    } catch (JacksonException e) {
      throw new IOException(source + " is no TOML: " + e.getOriginalMessage(), e);
    }
  }

  /// The files that podman itself reads, the first one first.
  private List<Path> base(GeneratedFile.Base base) throws IOException {
    return switch (base) {
      case NONE -> List.of();
      case CONTAINERS_CONF -> containersConf();
      case REGISTRIES_CONF ->
          named("CONTAINERS_REGISTRIES_CONF")
              .or(() -> ofHome("registries.conf"))
              .or(() -> existing(Path.of("/etc/containers/registries.conf")))
              .stream()
              .toList();
    };
  }

  private List<Path> containersConf() throws IOException {
    Optional<Path> only = named("CONTAINERS_CONF");
    if (only.isPresent()) {
      return List.of(only.get());
    }
    List<Path> found = new ArrayList<>();
    existing(Path.of("/usr/share/containers/containers.conf")).ifPresent(found::add);
    existing(Path.of("/etc/containers/containers.conf")).ifPresent(found::add);
    Path more = Path.of("/etc/containers/containers.conf.d");
    if (Files.isDirectory(more)) {
      found.addAll(list(more, CONF));
    }
    ofHome("containers.conf").ifPresent(found::add);
    return found;
  }

  private Optional<Path> named(String variable) {
    return Optional.ofNullable(environment.get(variable)).map(Path::of);
  }

  private Optional<Path> ofHome(String name) {
    String home = environment.get("HOME");
    String configuration =
        environment.getOrDefault("XDG_CONFIG_HOME", home == null ? "" : home + "/.config");
    return configuration.isEmpty()
        ? Optional.empty()
        : existing(Path.of(configuration, "containers", name));
  }

  private static Optional<Path> existing(Path file) {
    return Optional.of(file).filter(Files::isRegularFile);
  }

  private static List<Path> list(Path directory, String suffix) throws IOException {
    if (!Files.isDirectory(directory)) {
      throw new IOException(directory + " is no directory of the service's host");
    }
    try (Stream<Path> entries = Files.list(directory)) {
      List<Path> found =
          entries
              .filter(entry -> nameOf(entry).endsWith(suffix) && Files.isRegularFile(entry))
              .sorted()
              .limit(MAX_FILES + 1L)
              .toList();
      if (found.size() > MAX_FILES) {
        throw new IOException(directory + " has more than " + MAX_FILES + " files");
      }
      return found;
    }
  }

  private static String nameOf(Path file) {
    return String.valueOf(file.getFileName());
  }

  private static Buffer read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IOException(file + " is no file of the service's host");
    }
    if (Files.size(file) > MAX_BYTES) {
      throw new IOException(file + " has more than " + MAX_BYTES + " bytes");
    }
    return Buffer.buffer(Files.readAllBytes(file));
  }
}
