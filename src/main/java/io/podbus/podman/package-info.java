/// How sessions end, as far as podman's codes and words tell. The packages below hold the rest of
/// the engine's side of a session, as data and pure functions: nothing here runs anything itself;
/// whoever runs commands is passed in as a [io.podbus.podman.engine.CommandRunner].
@NullMarked
package io.podbus.podman;

import org.jspecify.annotations.NullMarked;
