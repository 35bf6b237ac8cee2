package io.podbus.podman.plan;

import io.podbus.podman.catalog.Catalog;
import io.podbus.podman.catalog.Operation.Trait;
import io.podbus.podman.catalog.OptionEntry;
import io.podbus.podman.engine.EngineProfile;
import io.podbus.podman.options.SessionOptions;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a caller may want to know of a plan, in sentences. Pure.
final class PlanNotes {
  private PlanNotes() {}

  static List<String> of(
      SessionOptions options, EngineProfile engine, @Nullable LogDriver log, boolean byName) {
    Set<String> notes = new LinkedHashSet<>();
    boolean creates = options.operation().is(Trait.CREATES_CONTAINER);
    if (creates && log != null) {
      notes.add(log.note());
    }
    if (options.detach() && options.removeOnExit()) {
      notes.add(
          "The container runs detached and without --rm: the service waits for its exit code and"
              + " removes it then.");
    }
    if (options.isRemote() && creates) {
      notes.add(
          "A remote engine writes no pid file here: whether the program or podman gave an exit code of"
              + " 125 to 127 is told by podman's words.");
    }
    if (byName) {
      notes.add(
          options.operation().is(Trait.BUILD_CONTEXT)
              ? "The values of the environment go through the environment of the podman client."
              : "Some values do not fit into an environment file; they go through the environment of"
                  + " the podman client.");
    }
    for (OptionEntry entry : Catalog.entriesOf(options.operation())) {
      if (options.isGiven(entry.name())) {
        for (OptionEntry.Note note : entry.notes()) {
          if (note.when().test(engine)) {
            notes.add(note.sentence());
          }
        }
      }
    }
    return new ArrayList<>(notes);
  }
}
