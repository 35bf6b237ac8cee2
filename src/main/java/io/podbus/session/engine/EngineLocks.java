package io.podbus.session.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// How many locks podman has, and how many are free: read from the shared memory in which it keeps
/// them, because 4.x has no command that tells, and counting what holds one would take three.
///
/// The segment is a head (magic number, a mutex, the numbers of groups and of locks) and groups of
/// 32 locks, each with a bit per lock that is taken. Checked on 4.3.1 against what exists; where
/// the file is not laid out like that, nothing is said rather than something wrong.
///
/// @param total how many there are
/// @param free how many nobody holds
public record EngineLocks(int total, int free) {
  private static final int MAGIC = 0x87D1;
  private static final int PER_GROUP = 32;

  /// A mutex of the C library: 40 bytes on x86-64, 48 on aarch64.
  private static final int[] MUTEX_BYTES = {40, 48};

  private static final long MAX_BYTES = 64L << 20;

  /// Where podman keeps them.
  public static Path file(boolean rootless) throws IOException {
    String name =
        rootless
            ? "libpod_rootless_lock_" + Files.getAttribute(Path.of("/proc/self"), "unix:uid")
            : "libpod_lock";
    return Path.of("/dev/shm", name);
  }

  /// The locks in this file; nothing where they cannot be read.
  public static Optional<EngineLocks> read(Path file) {
    try {
      if (!Files.isRegularFile(file) || Files.size(file) > MAX_BYTES) {
        return Optional.empty();
      }
      return parse(ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.nativeOrder()));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  static Optional<EngineLocks> parse(ByteBuffer bytes) {
    if (bytes.capacity() < 64 || Short.toUnsignedInt(bytes.getShort(0)) != MAGIC) {
      return Optional.empty();
    }
    for (int mutex : MUTEX_BYTES) {
      int head = 8 + mutex;
      int groups = bytes.getInt(head);
      int total = bytes.getInt(head + 4);
      int groupBytes = 8 + PER_GROUP * mutex;
      if (groups > 0
          && groups * (long) PER_GROUP == total
          && bytes.capacity() == head + 8 + (long) groups * groupBytes) {
        int taken = 0;
        for (int group = 0; group < groups; group++) {
          taken += Integer.bitCount(bytes.getInt(head + 8 + group * groupBytes));
        }
        return Optional.of(new EngineLocks(total, total - taken));
      }
    }
    return Optional.empty();
  }
}
