package io.podbus.ops;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a scrape says, read as Prometheus reads it. Pure.
///
/// @param types the type of each family
/// @param series each line's value, by name and labels as they stand there
public record Exposition(Map<String, String> types, Map<String, Double> series) {
  private static final Pattern LINE =
      Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*(?:\\{.*})?) (\\S+)");

  public static Exposition parse(String text) {
    Map<String, String> types = new LinkedHashMap<>();
    Map<String, Double> series = new LinkedHashMap<>();
    for (String line : text.split("\n")) {
      if (line.startsWith("# TYPE ")) {
        String[] words = line.split(" ");
        types.put(words[2], words[3]);
      } else if (!line.startsWith("#") && !line.isBlank()) {
        Matcher matcher = LINE.matcher(line);
        if (!matcher.matches()) {
          throw new AssertionError("no line of an exposition: " + line);
        }
        String value = matcher.group(2);
        series.put(
            matcher.group(1),
            value.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(value));
      }
    }
    return new Exposition(types, series);
  }

  /// The value of the one line with this name and, among others, these labels (`name="value"`).
  public double value(String name, String... labels) {
    List<String> found = lines(name, labels);
    if (found.size() != 1) {
      throw new AssertionError(name + " " + List.of(labels) + " is there as " + found);
    }
    return series.get(found.getFirst());
  }

  /// The sum over all lines with this name and, among others, these labels; 0 where there is none.
  public double sum(String name, String... labels) {
    return lines(name, labels).stream().mapToDouble(series::get).sum();
  }

  private List<String> lines(String name, String... labels) {
    List<String> found = new ArrayList<>();
    for (String line : series.keySet()) {
      if ((line.equals(name) || line.startsWith(name + "{"))
          && List.of(labels).stream().allMatch(line::contains)) {
        found.add(line);
      }
    }
    return found;
  }
}
