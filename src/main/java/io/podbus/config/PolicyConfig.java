package io.podbus.config;

/// What callers may do.
///
/// @param file a file of the operator's, or the name of a policy that comes with the service
/// @param auditBytes how large the audit log grows before it is turned over
public record PolicyConfig(String file, long auditBytes) {
  /// Whether it is a file of the operator's.
  public boolean ofOperator() {
    return file.startsWith("/");
  }
}
