/// HTTP and SSE in, bus out. Knows sessions only by their addresses, so that it can run in another
/// process than they do; every error becomes problem+json in [Exchange], in one place.
@NullMarked
package io.podbus.gateway;

import org.jspecify.annotations.NullMarked;
