package io.podbus.client;

/// One thing that is wrong with a request.
///
/// @param pointer where (RFC 6901): into the body, or `/query/NAME` or `/headers/NAME`
/// @param detail what, for a person
public record Violation(String pointer, String detail) {}
