package io.podbus.session.admission;

import io.podbus.podman.catalog.Operation;
import io.podbus.podman.engine.CommandResult;
import io.podbus.podman.engine.CommandRunner;
import io.podbus.podman.engine.ContainerLabels;
import io.podbus.podman.options.SessionOptions;
import io.podbus.podman.policy.Policy;
import io.podbus.podman.policy.Target;
import io.podbus.protocol.Caller;
import io.podbus.protocol.Failure;
import io.podbus.protocol.FailureException;
import io.podbus.session.admission.Targets.Kind;
import io.podbus.session.admission.Targets.Named;
import io.vertx.core.Future;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiPredicate;

/// Lets a request reach only such containers, pods, volumes, networks and secrets as carry its
/// owner's label. What is another's is not there, to the letter.
///
/// Owned by the manager's event loop.
public final class TargetOwners {
  private final CommandRunner runner;
  private final Duration timeout;
  private final BiPredicate<String, String> ownContainer;

  /// @param ownContainer whether a live session of an owner (the second) has a container of a name:
  ///   then the engine need not be asked
  public TargetOwners(
      CommandRunner runner, Duration timeout, BiPredicate<String, String> ownContainer) {
    this.runner = runner;
    this.timeout = timeout;
    this.ownContainer = ownContainer;
  }

  /// The request, with a filter on the owner where it lists or removes by filter.
  public JsonObject bounded(JsonObject body, SessionOptions options, Caller caller, Policy policy) {
    Reach reach = new Reach(caller, policy, options.operation());
    if (!Targets.takesFilter(options) || (reach.others() && reach.host())) {
      return body;
    }
    String label =
        reach.others()
            ? "label=" + ContainerLabels.OWNER
            : "label=" + ContainerLabels.OWNER + "=" + caller.owner();
    JsonArray filters = body.getJsonArray("filter", new JsonArray()).copy();
    return body.copy().put("filter", filters.add(label));
  }

  /// Checks what the request names.
  ///
  /// @param dry whether nothing may come of it
  /// @return fails as for something that is not there, or with `policy-denied` where the request
  ///   would reach everybody's
  public Future<Void> check(SessionOptions options, Caller caller, Policy policy, boolean dry) {
    Reach reach = new Reach(caller, policy, options.operation());
    if (reach.others() && reach.host()) {
      return Future.succeededFuture();
    }
    if (Targets.reachesAll(options)) {
      return Future.failedFuture(
          new FailureException(
              new Failure.PolicyDenied(
                  "This would reach what is not yours: name what you mean.",
                  List.of(
                      new Failure.Violation(
                          "/operation", "This would reach what is not yours.")))));
    }
    List<Named> named = Targets.of(options);
    Future<Void> checked = Future.succeededFuture();
    for (Kind kind : Kind.values()) {
      List<Named> ofKind =
          named.stream()
              .filter(target -> target.kind() == kind)
              .filter(target ->
                  kind != Kind.CONTAINER || !ownContainer.test(target.name(), caller.owner()))
              .toList();
      if (!ofKind.isEmpty()) {
        checked = checked.compose(_ -> check(kind, ofKind, reach, dry));
      }
    }
    return checked;
  }

  private Future<Void> check(Kind kind, List<Named> targets, Reach reach, boolean dry) {
    Future<Void> made = Future.succeededFuture();
    for (Named target : targets) {
      if (target.made() && !dry) {
        made = made.compose(_ -> make(target, reach.caller()));
      }
    }
    return made.compose(_ -> runner.run(inspect(kind, targets), timeout))
        .compose(result -> {
          List<JsonObject> found = objects(result);
          boolean complete = found.size() >= targets.size() && result.exitCode() == 0;
          boolean mayLack = dry && targets.stream().allMatch(Named::made);
          return (complete || mayLack) && found.stream().allMatch(reach::reaches)
              ? Future.succeededFuture()
              : notThere(kind);
        });
  }

  /// podman makes a volume that is not there yet without a label: we come first. It fails where
  /// there is one.
  private Future<Void> make(Named volume, Caller caller) {
    return runner
        .run(
            List.of(
                "volume",
                "create",
                "--label=" + ContainerLabels.OWNER + "=" + caller.owner(),
                "--",
                volume.name()),
            timeout)
        .mapEmpty();
  }

  private static List<String> inspect(Kind kind, List<Named> targets) {
    List<String> arguments = new ArrayList<>();
    if (kind != Kind.ANY) {
      arguments.add(kind.name().toLowerCase(Locale.ROOT));
    }
    arguments.add("inspect");
    arguments.add("--");
    targets.forEach(target -> arguments.add(target.name()));
    return arguments;
  }

  /// `podman pod inspect` of 4.3 writes one object where one is asked for.
  private static List<JsonObject> objects(CommandResult result) {
    String text = result.stdout().strip();
    try {
      if (text.startsWith("{")) {
        return List.of(new JsonObject(text));
      }
      return text.startsWith("[")
          ? new JsonArray(text).stream().map(JsonObject.class::cast).toList()
          : List.of();
    } catch (DecodeException | ClassCastException e) {
      return List.of();
    }
  }

  private static Future<Void> notThere(Kind kind) {
    String what = kind == Kind.ANY ? "object" : kind.name().toLowerCase(Locale.ROOT);
    String detail = "There is no %s of this name.".formatted(what);
    return Future.failedFuture(
        new FailureException(
            switch (kind) {
              case CONTAINER -> new Failure.ContainerNotFound(detail);
              case POD -> new Failure.PodNotFound(detail);
              case VOLUME -> new Failure.VolumeNotFound(detail);
              case NETWORK -> new Failure.NetworkNotFound(detail);
              case SECRET -> new Failure.SecretNotFound(detail);
              case ANY -> new Failure.ObjectNotFound(detail);
            }));
  }

  /// Whose a caller may reach beside its own.
  private record Reach(Caller caller, boolean others, boolean host) {
    Reach(Caller caller, Policy policy, Operation operation) {
      this(
          caller,
          caller.reaches("") || policy.reaches(caller, operation, Target.OTHERS),
          policy.reaches(caller, operation, Target.HOST));
    }

    boolean reaches(JsonObject object) {
      if (object.containsKey("RepoTags")) {
        // Images are everybody's.
        return true;
      }
      Optional<String> owner = owner(object);
      return owner.map(name -> others || name.equals(caller.owner())).orElse(host);
    }

    private static JsonObject inner(JsonObject object, String name) {
      return object.getValue(name) instanceof JsonObject inner ? inner : new JsonObject();
    }

    private static Optional<String> owner(JsonObject object) {
      JsonObject config = inner(object, "Config");
      for (Object labels :
          new Object[] {
            config.getValue("Labels"),
            object.getValue("Labels"),
            object.getValue("labels"),
            // Of a secret.
            inner(object, "Spec").getValue("Labels")
          }) {
        if (labels instanceof JsonObject map
            && map.getValue(ContainerLabels.OWNER) instanceof String name) {
          return Optional.of(name);
        }
      }
      return Optional.empty();
    }
  }
}
