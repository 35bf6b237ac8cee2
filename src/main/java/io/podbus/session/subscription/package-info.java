/// The push: records of a session's journal to addresses on the bus, as far as each subscriber's
/// credit goes.
@NullMarked
package io.podbus.session.subscription;

import org.jspecify.annotations.NullMarked;
