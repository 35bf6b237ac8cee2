package io.podbus.gateway;

import java.nio.file.Path;

/// Where files that are sent with a session are kept until it has taken them.
///
/// @param directory is there already, for the owner alone
/// @param maxBytes of one request's files
public record UploadPlace(Path directory, long maxBytes) {}
