/// Shows a session in another one as podman's client would: its log, or itself to look at and type
/// into. For containers whose output the engine does not have, because it goes straight into their
/// session.
@NullMarked
package io.podbus.session.relay;

import org.jspecify.annotations.NullMarked;
