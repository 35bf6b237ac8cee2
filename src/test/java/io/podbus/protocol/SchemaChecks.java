package io.podbus.protocol;

import io.vertx.core.json.JsonObject;

/// The two ways of checking, one at a time.
public final class SchemaChecks {
  private final QuickAcceptor acceptor;
  private final SchemaValidator validator;

  public SchemaChecks(JsonObject schema) {
    this.acceptor = new QuickAcceptor(schema);
    this.validator = new SchemaValidator(schema);
  }

  /// Whether the quick way takes the value.
  public boolean quick(JsonObject value) {
    return acceptor.takes(value);
  }

  /// Whether the library takes it.
  public boolean library(JsonObject value) {
    return validator.checkInFull(value).isEmpty();
  }
}
