/// The log: what a line looks like, and how much is said.
@NullMarked
package io.podbus.ops.log;

import org.jspecify.annotations.NullMarked;
