package io.podbus.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.properties.HasOwner;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.conditions.ArchConditions;
import io.vertx.core.internal.VertxBootstrap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// The rules of docs/architecture.md, for the packages below one root: the product's own, or that
/// of a fixture which breaks them.
record ArchitectureRules(String root) {
  /// Every package that there is, and whose classes it may use besides its own.
  private static final Map<String, List<String>> ARROWS =
      Map.ofEntries(
          entry(
              "gateway",
              "gateway.reading",
              "gateway.encoding",
              "gateway.terminal",
              "text",
              "protocol",
              "identity",
              "config",
              "ops",
              "ops.trace"),
          entry("gateway.terminal", "gateway.reading", "protocol", "ops"),
          entry("gateway.reading", "protocol", "ops", "ops.trace"),
          entry("gateway.encoding", "text", "protocol"),
          entry(
              "session",
              "session.subscription",
              "session.admission",
              "session.journal",
              "text",
              "protocol",
              "identity",
              "process",
              "podman",
              "podman.engine",
              "podman.catalog",
              "podman.options",
              "podman.plan",
              "podman.policy",
              "session.build",
              "session.relay",
              "session.engine",
              "session.request",
              "session.waiting",
              "config",
              "ops",
              "ops.trace"),
          entry("session.subscription", "session.journal", "protocol", "ops"),
          entry(
              "session.admission",
              "protocol",
              "config",
              "podman.policy",
              "podman.options",
              "podman.catalog",
              "podman.engine"),
          entry("session.journal", "protocol"),
          entry("session.build", "protocol", "process", "podman.engine"),
          entry("session.relay", "protocol", "process"),
          entry(
              "session.engine",
              "session.journal",
              "protocol",
              "process",
              "podman",
              "podman.engine",
              "config",
              "ops"),
          entry("session.request", "text", "protocol", "process"),
          entry("session.waiting", "session.journal", "session.request", "text", "protocol"),
          entry("cluster", "protocol", "identity", "config", "ops", "ops.trace"),
          entry("cluster.relay", "protocol", "identity", "ops"),
          entry("identity", "protocol", "config"),
          entry("podman", "podman.engine", "protocol"),
          entry("podman.plan", "podman.options", "podman.catalog", "podman.engine", "protocol"),
          entry("podman.policy", "podman.options", "podman.catalog", "podman.engine", "protocol"),
          entry("podman.options", "podman.catalog", "podman.engine", "protocol"),
          entry("podman.catalog", "podman.engine", "protocol"),
          entry("podman.engine", "protocol"),
          entry("process", "process.posix"),
          entry("process.posix"),
          entry("protocol"),
          entry("client"),
          entry("text"),
          entry("config"),
          entry("ops", "ops.log"),
          entry("ops.log", "ops.trace"),
          entry("ops.trace"));

  private static Map.Entry<String, List<String>> entry(String name, String... mayUse) {
    return Map.entry(name, List.of(mayUse));
  }

  /// The packages with an arrow table entry, and the root itself, which may use all.
  ArchRule onlyKnownPackages() {
    List<String> known = new ArrayList<>(List.of(root));
    ARROWS.keySet().forEach(name -> known.add(root + "." + name));
    return noClasses()
        .that(resideInAPackage(root + ".."))
        .should(residesOutside(known))
        .because("a new package needs its arrows in this table and in docs/architecture.md")
        .allowEmptyShould(true);
  }

  /// What one package may use of ours.
  List<ArchRule> arrows() {
    return ARROWS.entrySet().stream()
        .map(arrow -> {
          List<String> allowed = new ArrayList<>(List.of(root + "." + arrow.getKey()));
          arrow.getValue().forEach(name -> allowed.add(root + "." + name));
          return noClasses()
              .that()
              .resideInAPackage(root + "." + arrow.getKey())
              .should()
              .dependOnClassesThat(
                  resideInAPackage(root + "..").and(DescribedPredicate.not(in(allowed))))
              .as(arrow.getKey() + " uses nothing of ours but " + arrow.getValue())
              .allowEmptyShould(true);
        })
        .toList();
  }

  ArchRule nativeCodeInOnePlace() {
    return noClasses()
        .that(outside("process.posix"))
        .should()
        .dependOnClassesThat(resideInAPackage("java.lang.foreign.."))
        .as("only process.posix uses java.lang.foreign")
        .allowEmptyShould(true);
  }

  ArchRule loopInternalsInOnePlace() {
    return noClasses()
        .that(outside("process", "process.posix"))
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("io.vertx.core.internal..", "io.netty.channel.epoll..")
                // What a service that Vert.x loads is handed; nobody need look into it.
                .and(DescribedPredicate.not(JavaClass.Predicates.type(VertxBootstrap.class))))
        .as("only process uses Vert.x internals and Netty's epoll classes")
        .allowEmptyShould(true);
  }

  ArchRule packagesHaveMeaning() {
    return noClasses()
        .should(
            ArchConditions.resideInAnyPackage(
                "..util..", "..utils..", "..common..", "..helper..", "..helpers..", "..impl.."))
        .as("no package is called util, common, helper or impl")
        .allowEmptyShould(true);
  }

  ArchRule noCycles() {
    return slices().matching(root + ".(**)").should().beFreeOfCycles().allowEmptyShould(true);
  }

  /// For tests too: one waits for a condition, not for a time.
  ArchRule noSleep() {
    return noClasses()
        .should()
        .callMethodWhere(
            JavaCall.Predicates.target(nameMatching("sleep"))
                .and(
                    JavaCall.Predicates.target(
                        HasOwner.Predicates.With.owner(
                            DescribedPredicate.describe(
                                "Thread or TimeUnit",
                                (JavaClass owner) ->
                                    owner.isEquivalentTo(Thread.class)
                                        || owner.isEquivalentTo(TimeUnit.class))))))
        .as("nothing sleeps")
        .allowEmptyShould(true);
  }

  ArchRule noStaticMutableState() {
    return fields()
        .that()
        .areStatic()
        // What the compiler adds (enum switches, assertions) is not ours.
        .and(
            DescribedPredicate.describe(
                "written by us", field -> !field.getModifiers().contains(JavaModifier.SYNTHETIC)))
        .should()
        .beFinal()
        .as("nothing static changes")
        .allowEmptyShould(true);
  }

  private DescribedPredicate<JavaClass> outside(String... packages) {
    return DescribedPredicate.not(
        in(Arrays.stream(packages).map(name -> root + "." + name).toList()));
  }

  private static DescribedPredicate<JavaClass> in(List<String> packages) {
    return resideInAnyPackage(packages.toArray(String[]::new));
  }

  private static ArchCondition<JavaClass> residesOutside(List<String> packages) {
    return ArchConditions.resideOutsideOfPackages(packages.toArray(String[]::new));
  }
}
