package io.podbus.process.posix;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/// `posix_spawnp` with all that goes with it. Blocks for about a millisecond: not for an event
/// loop.
///
/// The order in the child is fixed by glibc: signals first, then the new session, then the file
/// actions in the order given. So a terminal's slave side, opened as descriptor 0 by a session
/// leader without a terminal, becomes the controlling terminal.
final class PosixSpawn {
  private static final short SETSIGDEF = 0x04;
  private static final short SETSIGMASK = 0x08;
  private static final short SETSID = 0x80;
  private static final int FIRST_NOT_STANDARD = 3;

  // Larger than glibc's own (80, 336 and 128 bytes on 64-bit machines).
  private static final int ACTIONS_BYTES = 256;
  private static final int ATTR_BYTES = 512;
  private static final int SIGSET_BYTES = 128;

  private PosixSpawn() {}

  static int spawn(SpawnCall call) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment actions = arena.allocate(ACTIONS_BYTES, Long.BYTES);
      MemorySegment attributes = arena.allocate(ATTR_BYTES, Long.BYTES);
      check("posix_spawn_file_actions_init", (int) Symbols.ACTIONS_INIT.invokeExact(actions));
      try {
        check("posix_spawnattr_init", (int) Symbols.ATTR_INIT.invokeExact(attributes));
        try {
          setActions(arena, actions, call);
          setAttributes(arena, attributes);
          return start(arena, actions, attributes, call);
        } finally {
          int _ = (int) Symbols.ATTR_DESTROY.invokeExact(attributes);
        }
      } finally {
        int _ = (int) Symbols.ACTIONS_DESTROY.invokeExact(actions);
      }
    } catch (Throwable e) {
      throw LinuxPosix.rethrow(e);
    }
  }

  private static int start(
      Arena arena, MemorySegment actions, MemorySegment attributes, SpawnCall call)
      throws Throwable {
    MemorySegment pid = arena.allocate(JAVA_INT);
    MemorySegment argv = strings(arena, call.argv());
    MemorySegment environment = strings(arena, call.environment());
    MemorySegment file = argv.getAtIndex(ADDRESS, 0);
    check(
        "posix_spawnp",
        (int) Symbols.POSIX_SPAWNP.invokeExact(pid, file, actions, attributes, argv, environment));
    return pid.get(JAVA_INT, 0);
  }

  private static void setActions(Arena arena, MemorySegment actions, SpawnCall call)
      throws Throwable {
    MemorySegment directory = arena.allocateFrom(call.workingDirectory());
    check(
        "posix_spawn_file_actions_addchdir_np",
        (int) Symbols.ACTIONS_ADDCHDIR.invokeExact(actions, directory));
    switch (call.streams()) {
      case SpawnCall.Streams.Descriptors streams -> {
        Integer stdin = streams.stdin();
        if (stdin == null) {
          open(arena, actions, "/dev/null");
        } else {
          dup2(actions, stdin, 0);
        }
        dup2(actions, streams.stdout(), 1);
        dup2(actions, streams.stderr(), 2);
      }
      case SpawnCall.Streams.Terminal terminal -> {
        open(arena, actions, terminal.path());
        dup2(actions, 0, 1);
        dup2(actions, 0, 2);
      }
    }
    // What other code of this process left without close-on-exec stays here too.
    check(
        "posix_spawn_file_actions_addclosefrom_np",
        (int) Symbols.ACTIONS_ADDCLOSEFROM.invokeExact(actions, FIRST_NOT_STANDARD));
  }

  private static void open(Arena arena, MemorySegment actions, String path) throws Throwable {
    MemorySegment name = arena.allocateFrom(path);
    check(
        "posix_spawn_file_actions_addopen",
        (int) Symbols.ACTIONS_ADDOPEN.invokeExact(actions, 0, name, Posix.O_RDWR, 0));
  }

  private static void dup2(MemorySegment actions, int from, int to) throws Throwable {
    check(
        "posix_spawn_file_actions_adddup2",
        (int) Symbols.ACTIONS_ADDDUP2.invokeExact(actions, from, to));
  }

  // The JVM blocks and ignores signals for itself; the child starts as from a login shell.
  private static void setAttributes(Arena arena, MemorySegment attributes) throws Throwable {
    MemorySegment none = arena.allocate(SIGSET_BYTES, Long.BYTES);
    MemorySegment all = arena.allocate(SIGSET_BYTES, Long.BYTES);
    // Not by sigfillset: it spares the two signals that glibc keeps for itself, and the child would
    // then start with those ignored.
    all.fill((byte) 0xff);
    check(
        "posix_spawnattr_setsigmask", (int) Symbols.ATTR_SETSIGMASK.invokeExact(attributes, none));
    check(
        "posix_spawnattr_setsigdefault",
        (int) Symbols.ATTR_SETSIGDEFAULT.invokeExact(attributes, all));
    short flags = SETSIGDEF | SETSIGMASK | SETSID;
    check("posix_spawnattr_setflags", (int) Symbols.ATTR_SETFLAGS.invokeExact(attributes, flags));
  }

  private static MemorySegment strings(Arena arena, List<String> strings) {
    MemorySegment array = arena.allocate(ADDRESS, strings.size() + 1L);
    for (int i = 0; i < strings.size(); i++) {
      array.setAtIndex(ADDRESS, i, arena.allocateFrom(strings.get(i)));
    }
    return array;
  }

  private static void check(String call, int error) {
    if (error != 0) {
      throw new PosixException(call, error);
    }
  }
}
