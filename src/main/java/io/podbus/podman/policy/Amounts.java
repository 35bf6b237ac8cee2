package io.podbus.podman.policy;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How much a value asks for, so that two can be compared. Pure.
final class Amounts {
  private static final Pattern AMOUNT =
      Pattern.compile("(-?[0-9]*\\.?[0-9]+)\\s*([kmgt]?)(?:i?b)?");

  private Amounts() {}

  /// The amount; without end where the value means "no limit", as 0 and -1 do, or is no amount.
  static double of(Object value) {
    if (value instanceof Number number) {
      return bounded(number.doubleValue());
    }
    Matcher matcher = AMOUNT.matcher(String.valueOf(value).toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      return Double.POSITIVE_INFINITY;
    }
    int power = "kmgt".indexOf(matcher.group(2).isEmpty() ? "-" : matcher.group(2)) + 1;
    return bounded(Double.parseDouble(matcher.group(1)) * Math.pow(1024, power));
  }

  private static double bounded(double amount) {
    return amount > 0 ? amount : Double.POSITIVE_INFINITY;
  }
}
