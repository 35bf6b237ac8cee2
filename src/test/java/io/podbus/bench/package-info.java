/// The driver of `scripts/bench`: the service as a process of its own, side by side with the bare
/// podman client. Not a test.
package io.podbus.bench;
