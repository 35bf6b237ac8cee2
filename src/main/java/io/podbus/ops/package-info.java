/// The management port: is the service alive, and may it be given work. Depends on nothing of ours.
@NullMarked
package io.podbus.ops;

import org.jspecify.annotations.NullMarked;
