/// What belongs together: the ids that a request has in logs and traces, and the spans that a
/// collector is told.
@NullMarked
package io.podbus.ops.trace;

import org.jspecify.annotations.NullMarked;
