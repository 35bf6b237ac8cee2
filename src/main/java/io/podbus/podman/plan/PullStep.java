package io.podbus.podman.plan;

import io.podbus.podman.catalog.Catalog;
import io.podbus.podman.catalog.Operation.Trait;
import io.podbus.podman.catalog.OptionEntry;
import io.podbus.podman.catalog.Style;
import io.podbus.podman.engine.EngineProfile;
import io.podbus.podman.options.SessionOptions;
import io.podbus.podman.options.SessionOptions.PullPolicy;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The step that fetches an image before it is run. What concerns the registry stands here. Pure.
final class PullStep {
  private PullStep() {}

  /// @return null where nothing may be fetched
  static @Nullable List<String> argv(
      SessionOptions options, EngineProfile engine, List<String> globals, List<String> flags) {
    String image = options.image().orElse(null);
    if (image == null
        || !options.operation().is(Trait.PULLS_IMAGE)
        || options.flag("rootfs")
        || options.pullPolicy() == PullPolicy.NEVER) {
      return null;
    }
    List<String> argv = new ArrayList<>(globals);
    argv.addAll(List.of("pull", "--quiet"));
    argv.addAll(flags);
    FlagWriter writer = new FlagWriter(engine, options::value);
    for (OptionEntry entry : Catalog.entriesOf(options.operation())) {
      options
          .value(entry.name())
          .ifPresent(value ->
              entry
                  .use(options.operation().name(), engine)
                  .filter(use -> use.style() == Style.PULL_STEP)
                  .ifPresent(use -> writer.appendPullStep(argv, use, value)));
    }
    for (String of : List.of("platform", "os", "arch", "variant")) {
      options.text(of).ifPresent(value -> argv.add("--" + of + "=" + value));
    }
    argv.addAll(List.of("--", image));
    return argv;
  }
}
