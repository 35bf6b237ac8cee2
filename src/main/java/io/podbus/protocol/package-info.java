/// Everything that crosses the event bus and nothing else: addresses, actions, records, codecs and
/// failures. Depends on nothing of ours, so that either side of the bus can move to another
/// process.
@NullMarked
package io.podbus.protocol;

import org.jspecify.annotations.NullMarked;
