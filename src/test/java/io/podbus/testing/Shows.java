package io.podbus.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// On a test that shows, with a real podman, that options take effect, where no line of the catalog
/// can say how. `docs/options.md` counts on it.
@Retention(RetentionPolicy.SOURCE)
@Target(ElementType.METHOD)
public @interface Shows {
  /// The options' names.
  String[] value();
}
