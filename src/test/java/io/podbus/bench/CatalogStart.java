package io.podbus.bench;

import io.podbus.podman.catalog.Catalog;
import io.podbus.podman.catalog.Operation;
import io.podbus.podman.engine.EngineProfile;
import io.podbus.podman.options.OptionCatalog;
import io.vertx.core.json.JsonObject;

/// A program that makes the catalog with all its schemas, checks one object, and says how many
/// nanoseconds that took.
public final class CatalogStart {
  private CatalogStart() {}

  public static void main(String[] arguments) {
    // Every service has loaded that long before.
    new JsonObject().put("a", 1).encode();
    long began = System.nanoTime();
    OptionCatalog catalog = new OptionCatalog();
    int properties = 0;
    for (Operation operation : Catalog.operations()) {
      properties += catalog.schema(operation.name()).getJsonObject("properties").size();
    }
    catalog.parse(OptionsBench.small(), EngineProfile.unknown("nobody asked"));
    long took = System.nanoTime() - began;
    if (properties == 0) {
      throw new AssertionError("no options");
    }
    System.out.println(took);
  }
}
