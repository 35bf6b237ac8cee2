package io.podbus.session.waiting;

import io.podbus.protocol.JournalRecord;
import io.podbus.protocol.OutputRecord;
import io.podbus.protocol.RecordBatch;
import io.podbus.protocol.StreamName;
import io.podbus.text.LinearPattern;
import io.podbus.text.TextWindow;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/// Looks for a pattern in each stream of a session, batch by batch. One thread at a time: a worker
/// while it searches.
final class OutputSearch {
  /// @param stream in which it stands
  record Hit(StreamName stream, TextWindow.Found found) {}

  private final boolean stripped;
  private final long fromOffset;
  private final Map<StreamName, TextWindow> windows = new EnumMap<>(StreamName.class);
  private final LinearPattern pattern;

  /// @param fromOffset what stands before it in the stream does not count
  OutputSearch(LinearPattern pattern, boolean stripped, long fromOffset) {
    this.pattern = pattern;
    this.stripped = stripped;
    this.fromOffset = fromOffset;
  }

  /// Searches the next batch.
  Optional<Hit> next(RecordBatch batch) {
    EnumMap<StreamName, TextWindow> fresh = new EnumMap<>(StreamName.class);
    for (JournalRecord entry : batch.records()) {
      if (entry instanceof OutputRecord output) {
        TextWindow window = windows.computeIfAbsent(output.stream(), _ -> new TextWindow(stripped));
        int skip = Math.clamp(fromOffset - output.offset(), 0, output.size());
        window.append(output.bytes().slice(skip, output.size()), output.offset() + skip);
        fresh.put(output.stream(), window);
      } else if (entry instanceof JournalRecord.Gap) {
        windows.values().forEach(TextWindow::gap);
      }
    }
    for (Map.Entry<StreamName, TextWindow> one : fresh.entrySet()) {
      Optional<TextWindow.Found> found = one.getValue().find(pattern);
      if (found.isPresent()) {
        return Optional.of(new Hit(one.getKey(), found.get()));
      }
    }
    return Optional.empty();
  }
}
