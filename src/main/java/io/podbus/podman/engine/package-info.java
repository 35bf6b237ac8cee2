/// What is known of podman the program: its versions and what each can do, its messages, the
/// commands by which the service looks after containers, and the configuration that a host needs.
@NullMarked
package io.podbus.podman.engine;

import org.jspecify.annotations.NullMarked;
