package io.podbus.ops.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.slf4j.LoggerFactory;

/// How much is said, which can be changed while the service runs: of everything, or of one logger
/// and those below it. Any thread.
public final class LogLevels {
  /// What there is to choose from.
  public static final Set<String> NAMES = Set.of("trace", "debug", "info", "warn", "error");

  /// Libraries speak up from `warn` on, unless they are asked by name.
  static final List<String> LIBRARIES =
      List.of("io.netty", "io.vertx", "io.opentelemetry", "com.hazelcast");

  private static final String ROOT = "root";
  private static final Pattern LOGGER = Pattern.compile("[A-Za-z_$][\\w.$]{0,199}");

  private LogLevels() {}

  /// The levels that are set: `{"root":"info","io.netty":"warn"}`.
  public static JsonObject show() {
    JsonObject levels = new JsonObject();
    context()
        .getLoggerList()
        .forEach(logger -> {
          if (logger.getLevel() != null) {
            levels.put(name(logger), logger.getLevel().toString().toLowerCase(Locale.ROOT));
          }
        });
    return levels;
  }

  private static String name(Logger logger) {
    return logger.getName().equals(org.slf4j.Logger.ROOT_LOGGER_NAME) ? ROOT : logger.getName();
  }

  /// Sets levels, as [#show] gives them; null takes a logger's own level away. All of them, or
  /// where one is wrong none.
  ///
  /// @throws IllegalArgumentException with one sentence that says what is wrong
  public static void set(JsonObject levels) {
    levels.forEach(entry -> check(entry.getKey(), entry.getValue()));
    levels.forEach(entry -> {
      String name =
          entry.getKey().equals(ROOT) ? org.slf4j.Logger.ROOT_LOGGER_NAME : entry.getKey();
      Logger logger = context().getLogger(name);
      logger.setLevel(entry.getValue() == null ? null : Level.toLevel((String) entry.getValue()));
    });
  }

  private static void check(String logger, Object level) {
    if (!LOGGER.matcher(logger).matches()) {
      throw new IllegalArgumentException("The name of a logger is that of a class or package.");
    }
    boolean removes = level == null && !logger.equals(ROOT);
    if (!removes && !(level instanceof String name && NAMES.contains(name))) {
      throw new IllegalArgumentException(
          "The level of \"" + logger + "\" must be trace, debug, info, warn or error.");
    }
  }

  private static LoggerContext context() {
    return (LoggerContext) LoggerFactory.getILoggerFactory();
  }
}
