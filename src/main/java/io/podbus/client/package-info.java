/// A client of the service in Java: the same methods over HTTP and over the event bus.
///
/// Uses nothing else of Podbus, but Vert.x. Start at [PodbusClient].
@NullMarked
package io.podbus.client;

import org.jspecify.annotations.NullMarked;
