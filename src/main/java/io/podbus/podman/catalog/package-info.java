/// All operations and options of podman, as data.
@NullMarked
package io.podbus.podman.catalog;

import org.jspecify.annotations.NullMarked;
