/// A non-blocking child process as read and write streams on the event loop of a Vert.x context.
///
/// No thread per child: pipes, the terminal and the descriptor that tells the exit are registered
/// with the loop's own epoll. All of a child happens on the context that spawned it.
@NullMarked
package io.podbus.process;

import org.jspecify.annotations.NullMarked;
