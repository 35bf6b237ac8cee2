/// The gateway's side of the bus: what it asks of sessions, and the pull by which every reader of a
/// journal reads. Knows nothing of HTTP.
@NullMarked
package io.podbus.gateway.reading;

import org.jspecify.annotations.NullMarked;
