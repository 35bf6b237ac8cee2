/// The engine as sessions see it: what it can do and whether it answers, its locks and its room,
/// the commands that are run beside a session's own client, and what shows that a program has
/// started.
@NullMarked
package io.podbus.session.engine;

import org.jspecify.annotations.NullMarked;
