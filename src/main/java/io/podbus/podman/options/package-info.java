/// From a caller's JSON to the checked options of one session, and the schemas for it.
@NullMarked
package io.podbus.podman.options;

import org.jspecify.annotations.NullMarked;
