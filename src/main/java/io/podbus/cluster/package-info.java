/// Many nodes as one service: the clustered bus, who is there, which session is where, and where
/// the next one goes. Loaded only where `cluster.enabled` says so.
@NullMarked
package io.podbus.cluster;

import org.jspecify.annotations.NullMarked;
