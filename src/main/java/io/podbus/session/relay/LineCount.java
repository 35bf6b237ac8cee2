package io.podbus.session.relay;

import io.podbus.protocol.OutputRecord;
import io.podbus.protocol.StreamName;
import io.vertx.core.buffer.Buffer;
import java.util.EnumSet;
import java.util.Set;

/// Counts the lines that begin in a stretch of a log, over all streams. One thread at a time.
final class LineCount {
  private final Set<StreamName> within = EnumSet.noneOf(StreamName.class);
  private long lines;

  void add(OutputRecord output) {
    Buffer bytes = output.bytes();
    boolean open = within.contains(output.stream());
    for (int at = 0; at < bytes.length(); at++) {
      lines += open ? 0 : 1;
      open = bytes.getByte(at) != '\n';
    }
    if (open) {
      within.add(output.stream());
    } else {
      within.remove(output.stream());
    }
  }

  long lines() {
    return lines;
  }
}
