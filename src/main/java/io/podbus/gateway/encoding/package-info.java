/// Records in the forms in which they go to clients. Pure; any thread.
@NullMarked
package io.podbus.gateway.encoding;

import org.jspecify.annotations.NullMarked;
