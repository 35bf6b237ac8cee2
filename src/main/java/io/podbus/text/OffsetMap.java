package io.podbus.text;

import java.util.Arrays;

/// Where in its stream each byte of a window of text stood: runs of bytes that stood one behind the
/// other. Confined to its window.
final class OffsetMap {
  private int[] starts = new int[8];
  private long[] offsets = new long[8];
  private int runs;

  /// The bytes from this place in the window on stood from this offset on.
  void run(int start, long offset) {
    if (runs > 0 && offsets[runs - 1] + (start - starts[runs - 1]) == offset) {
      return;
    }
    if (runs > 0 && starts[runs - 1] == start) {
      runs--;
    }
    if (runs == starts.length) {
      starts = Arrays.copyOf(starts, runs * 2);
      offsets = Arrays.copyOf(offsets, runs * 2);
    }
    starts[runs] = start;
    offsets[runs] = offset;
    runs++;
  }

  /// Where the byte at this place stood. A place behind the last byte is that of the next one.
  long offsetOf(int place) {
    int found = Arrays.binarySearch(starts, 0, runs, place);
    int run = found >= 0 ? found : -found - 2;
    return run < 0 ? 0 : offsets[run] + (place - starts[run]);
  }

  /// The window has lost this many bytes at its beginning.
  void drop(int bytes) {
    if (runs == 0) {
      return;
    }
    long first = offsetOf(bytes);
    int kept = 0;
    for (int i = 0; i < runs; i++) {
      if (starts[i] > bytes) {
        starts[kept + 1] = starts[i] - bytes;
        offsets[kept + 1] = offsets[i];
        kept++;
      }
    }
    starts[0] = 0;
    offsets[0] = first;
    runs = kept + 1;
  }

  void clear() {
    runs = 0;
  }
}
