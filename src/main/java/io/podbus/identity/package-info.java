/// Who is calling: tokens, certificates, and the seal under which a known caller crosses the bus.
@NullMarked
package io.podbus.identity;

import org.jspecify.annotations.NullMarked;
