package io.podbus.config;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.Tag;

/// Reads the YAML file. Walks the nodes and builds no objects from them: every fault keeps its
/// line, and a tag in the file can make nothing.
final class ConfigFile {
  private final Path file;
  private final Values values;

  private ConfigFile(Path file, Values values) {
    this.file = file;
    this.values = values;
  }

  /// Puts everything that the file says into `values`.
  static void read(Path file, Values values) {
    ConfigFile reader = new ConfigFile(file, values);
    Node root = reader.compose(reader.text());
    if (root != null && !isNothing(root)) {
      reader.readSection("", root);
    }
  }

  private String text() {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      throw new ConfigException(file + ": there is no such file");
    } catch (CharacterCodingException e) {
      throw new ConfigException(file + ": the file is not UTF-8 text");
    } catch (IOException e) {
      throw new ConfigException(file + ": cannot be read: " + e.getMessage());
    }
  }

  private @Nullable Node compose(String text) {
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    try {
      return new Yaml(new SafeConstructor(options)).compose(new StringReader(text));
    } catch (MarkedYAMLException e) {
      int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
      throw new ConfigException(file + ":" + line + ": not valid YAML: " + e.getProblem());
    } catch (YAMLException e) {
      throw new ConfigException(
          file
              + ": not valid YAML: "
              + String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
    }
  }

  /// Reads a mapping: the whole file, or a section of it.
  ///
  /// @param prefix of its keys' names: empty, or the section with its dot
  private void readSection(String prefix, Node node) {
    if (!(node instanceof MappingNode mapping)) {
      String what = prefix.isEmpty() ? "the file" : prefix.substring(0, prefix.length() - 1);
      throw new ConfigException(at(node) + ": " + what + " must be a mapping of keys to values");
    }
    Set<String> seen = new HashSet<>();
    for (NodeTuple entry : mapping.getValue()) {
      String name = prefix + name(entry.getKeyNode());
      if (!seen.add(name)) {
        throw new ConfigException(at(entry.getKeyNode()) + ": " + name + " is given twice");
      }
      if (prefix.isEmpty() && Keys.isSection(name)) {
        if (!isNothing(entry.getValueNode())) {
          readSection(name + ".", entry.getValueNode());
        }
      } else {
        readKey(name, prefix, entry);
      }
    }
  }

  private void readKey(String name, String prefix, NodeTuple entry) {
    Key<?> key = Keys.named(name).orElse(null);
    boolean dotted = prefix.isEmpty() && name.contains(".");
    if (key == null || dotted) {
      String hint =
          key != null
              ? "; write it as \"" + name.replace(".", ": {") + ": …}\""
              : NearNames.hint(name, Keys.ALL.stream().map(Key::name));
      throw new ConfigException(
          at(entry.getKeyNode()) + ": " + Values.quote(name) + " is not a known key" + hint);
    }
    Node node = entry.getValueNode();
    values.put(key, scalar(key, node), at(node));
  }

  private String scalar(Key<?> key, Node node) {
    if (isNothing(node)) {
      throw Values.wrong(key, "empty", at(node));
    }
    if (!(node instanceof ScalarNode scalar)) {
      throw Values.wrong(key, node instanceof MappingNode ? "a mapping" : "a list", at(node));
    }
    Tag wanted = key.kind().isText() ? Tag.STR : key.kind().isFlag() ? Tag.BOOL : Tag.INT;
    if (!wanted.equals(scalar.getTag())) {
      String type = Tag.STR.equals(scalar.getTag()) ? "the text " : "";
      throw Values.wrong(key, type + Values.quote(scalar.getValue()), at(node));
    }
    return scalar.getValue();
  }

  private String name(Node key) {
    if (key instanceof ScalarNode scalar) {
      return scalar.getValue();
    }
    throw new ConfigException(at(key) + ": a key must be a plain name");
  }

  private String at(Node node) {
    return file + ":" + (node.getStartMark().getLine() + 1);
  }

  private static boolean isNothing(Node node) {
    return Tag.NULL.equals(node.getTag());
  }
}
