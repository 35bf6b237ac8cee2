/// The bytes of programs and terminals as text: UTF-8, escape sequences, patterns. Each is a
/// machine that is fed piece by piece and remembers what a piece cuts off. Depends on nothing of
/// ours.
@NullMarked
package io.podbus.text;

import org.jspecify.annotations.NullMarked;
