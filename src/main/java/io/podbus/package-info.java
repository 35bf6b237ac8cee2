/// The program: wiring, start and stop order.
@NullMarked
package io.podbus;

import org.jspecify.annotations.NullMarked;
