/// The engine's side of a session, as data and pure functions: which options there are, what they
/// make of a command line, what the engine is able to do, and what its end means. Runs nothing
/// itself: whoever runs commands is passed in as a [CommandRunner].
@NullMarked
package io.podbus.podman;

import org.jspecify.annotations.NullMarked;
