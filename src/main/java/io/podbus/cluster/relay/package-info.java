/// The output of sessions of other nodes: a relay for each session that somebody here reads, behind
/// the same address at which a session of this node is read.
@NullMarked
package io.podbus.cluster.relay;

import org.jspecify.annotations.NullMarked;
