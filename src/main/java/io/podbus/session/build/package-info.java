/// What a `build` has beside its client: the context that a caller sent or that the operator
/// allows, and what a build that is broken off leaves behind.
@NullMarked
package io.podbus.session.build;

import org.jspecify.annotations.NullMarked;
