/// From checked options to a command line, files and an environment.
@NullMarked
package io.podbus.podman.plan;

import org.jspecify.annotations.NullMarked;
