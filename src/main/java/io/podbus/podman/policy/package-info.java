/// The operator's policy: who may run what, and what is set, bounded or forced on the way.
@NullMarked
package io.podbus.podman.policy;

import org.jspecify.annotations.NullMarked;
