package io.podbus.text;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/// A regular expression in RE2's syntax, whose matching takes time in proportion to the text, never
/// more: no pattern can stall the service. What it costs for each byte of text is bounded by its
/// size, which is judged before anything is compiled. Immutable; any thread.
public final class LinearPattern {
  /// How many characters a pattern may have.
  public static final int MAX_LENGTH = 1000;

  /// How large a pattern may become when its counted repetitions are written out.
  public static final int MAX_SIZE = 5000;

  private final Pattern pattern;

  private LinearPattern(Pattern pattern) {
    this.pattern = pattern;
  }

  /// Compiles a pattern.
  ///
  /// @throws IllegalArgumentException with a sentence for the caller, where it is no pattern, or
  ///   one that is too large
  public static LinearPattern compile(String regex) {
    check(regex);
    try {
      return new LinearPattern(Pattern.compile(regex));
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "The pattern is no regular expression of RE2: " + e.getDescription() + ".", e);
    }
  }

  /// Judges the size alone, which takes no time.
  ///
  /// @throws IllegalArgumentException with a sentence for the caller
  public static void check(String regex) {
    if (regex.length() > MAX_LENGTH) {
      throw new IllegalArgumentException("A pattern has at most " + MAX_LENGTH + " characters.");
    }
    if (new PatternSize(regex).estimate() > MAX_SIZE) {
      throw new IllegalArgumentException(
          "The pattern is too large once its repetitions are written out; at most "
              + MAX_SIZE
              + " steps are taken.");
    }
  }

  /// Matches against well-formed UTF-8.
  Matcher matcher(byte[] utf8) {
    return pattern.matcher(utf8);
  }
}
