/// Those who wait for a session's output: a pattern in it, its silence, its end.
@NullMarked
package io.podbus.session.waiting;

import org.jspecify.annotations.NullMarked;
