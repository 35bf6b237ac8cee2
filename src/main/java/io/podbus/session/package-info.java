/// A verticle per session around a pure state machine, the output journal with its readers, and the
/// manager that creates, lists, limits and ends sessions.
@NullMarked
package io.podbus.session;

import org.jspecify.annotations.NullMarked;
