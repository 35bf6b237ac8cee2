/// A session's terminal over WebSocket: two subprotocols in front of one connection, which pulls
/// the journal outwards and passes input inwards, each with its own back-pressure.
@NullMarked
package io.podbus.gateway.terminal;

import org.jspecify.annotations.NullMarked;
