/// The bodies of messages to sessions, read and checked: what is wrong is `invalid-options` with a
/// pointer. Pure.
@NullMarked
package io.podbus.session.request;

import org.jspecify.annotations.NullMarked;
