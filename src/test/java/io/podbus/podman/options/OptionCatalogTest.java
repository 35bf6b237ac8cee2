package io.podbus.podman.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.podbus.podman.catalog.Catalog;
import io.podbus.podman.catalog.Operation;
import io.podbus.podman.catalog.OptionEntry;
import io.podbus.podman.engine.EngineProfile;
import io.podbus.podman.engine.Engines;
import io.podbus.protocol.Failure;
import io.podbus.protocol.FailureException;
import io.podbus.protocol.SchemaValidator;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class OptionCatalogTest {
  private final OptionCatalog catalog = new OptionCatalog();

  private static JsonObject minimal(String operation) {
    return ExampleBodies.minimal(Catalog.operation(operation).orElseThrow());
  }

  /// One that has the option.
  private static EngineProfile engineFor(OptionEntry entry, String operation) {
    if (Set.of("cgroupConf", "enableLabelNesting").contains(entry.name())) {
      return Engines.MODERN;
    }
    return entry.use(operation, Engines.PODMAN_4_3).isPresent()
        ? Engines.PODMAN_4_3
        : Engines.PODMAN_5_8;
  }

  private List<Failure.Violation> faults(JsonObject body) {
    FailureException failed =
        catchThrowableOfType(FailureException.class, () -> catalog.parse(body, Engines.PODMAN_4_3));
    assertThat(failed).as("%s is refused", body.encode()).isNotNull();
    return ((Failure.InvalidOptions) failed.failure()).violations();
  }

  @TestFactory
  Stream<DynamicTest> everyEntryTakesItsExamplesAndRefusesItsCounterExamples() {
    List<DynamicTest> tests = new ArrayList<>();
    for (OptionEntry entry : Catalog.entries()) {
      assertThat(entry.counterExamples()).as(entry.name()).isNotEmpty();
      for (String name : entry.operations()) {
        Operation operation = Catalog.operation(name).orElseThrow();
        String title = name + " " + entry.name();
        assertThat(entry.examples(name)).as(title).isNotEmpty();
        tests.add(
            DynamicTest.dynamicTest(
                title,
                () -> {
                  for (Object right : entry.examples(name)) {
                    JsonObject body = ExampleBodies.with(operation, entry, right);
                    assertThatCode(() -> catalog.parse(body, engineFor(entry, name)))
                        .as(body.encode())
                        .doesNotThrowAnyException();
                  }
                  for (Object wrong : entry.counterExamples()) {
                    assertThat(faults(ExampleBodies.with(operation, entry, wrong)))
                        .as(wrong.toString())
                        .anySatisfy(fault -> {
                          assertThat(fault.pointer()).startsWith("/" + entry.name());
                          assertThat(fault.detail()).endsWith(".").doesNotContain("  ");
                        });
                  }
                }));
      }
    }
    return tests.stream();
  }

  @TestFactory
  Stream<DynamicTest> badInputIsNamedByPointerAndSentence() {
    String big = "x".repeat(140_000);
    String wide = "€".repeat(50_000);
    return Stream.of(
            bad("{}", "/image", "\"image\" is required"),
            bad(
                "{'operation':'exec'}",
                "/containerName",
                "\"containerName\" or \"names\" is required"),
            bad("{'operation':'fly'}", "/operation", "\"run\", \"exec\""),
            bad("{'operation':'pod'}", "/subcommand", "\"pod\" needs one of \"create\", \"ls\""),
            bad("{'operation':'pod','subcommand':'fly'}", "/subcommand", "needs one of"),
            bad("{'operation':'pod','subcommand':7}", "/subcommand", "needs one of"),
            bad("{'operation':'ps','subcommand':'x'}", "/subcommand", "not an option of ps"),
            bad("{'operation':'system','subcommand':'reset'}", "/subcommand", "not offered"),
            bad("{'operation':'volume','subcommand':'prune'}", "/filter", "is required"),
            bad("{'operation':'volume','subcommand':'prune','filter':[]}", "/filter", "at least 1"),
            bad("{'operation':'rm','names':['a'],'containerName':'b'}", "/names", "both name"),
            bad("{'operation':'rm','names':['a'],'all':true}", "/names", "not both"),
            bad("{'operation':'start','names':['a','b'],'attach':true}", "/attach", "Only one"),
            bad("{'operation':'cp','source':'/a','destination':'/b'}", "/source", "in a container"),
            bad("{'operation':'ps','context':'x','connection':'y'}", "/context", "and differ"),
            bad("{'operation':7,'image':'a'}", "/operation", "one of"),
            bad("{'image':'a','foo':1}", "/foo", "\"foo\" is not an option of run."),
            bad(
                "{'operation':'pull','image':'a','kernelMemory':'1'}",
                "/kernelMemory",
                "\"kernelMemory\" is not an option of pull, only of run, create."),
            bad("{'image':'a','enviroment':{}}", "/enviroment", "Did you mean \"environment\"?"),
            bad("{'image':'a','podmanPath':'/x'}", "/podmanPath", "operator's to say"),
            bad("{'image':'a','names':['x']}", "/names", "only of logs"),
            bad(
                "{'operation':'exec','containerName':'a','command':'sh','image':'x'}",
                "/image",
                "containerName"),
            bad(
                "{'operation':'exec','containerName':'a','command':'sh','memory':'1'}",
                "/memory",
                "only of run"),
            bad("{'image':'a','memory':5}", "/memory", "must be a string, not the number 5"),
            bad(
                "{'image':'a','memory':'5x'}",
                "/memory",
                "\"5x\" is not right. Right is: a whole number"),
            bad("{'image':'a','memory':null}", "/memory", "must be a string, not null"),
            bad("{'image':'a','rows':0}", "/rows", "from 1 to 1000, not 0"),
            bad("{'image':'a','cols':1001}", "/cols", "from 1 to 1000"),
            bad("{'image':'a','restart':'soon'}", "/restart", "must be one of \"no\""),
            bad("{'image':'a','args':['a','b','c',3]}", "/args/3", "must be a string"),
            bad("{'image':'a','args':['a','b\\u0000']}", "/args/1", "NUL"),
            bad(
                "{'image':'a','environment':{'A/B':'x'}}",
                "/environment/A~1B",
                "The name \"A/B\" is not right"),
            bad("{'image':'a','environment':{'A B':'x'}}", "/environment/A B", "The name \"A B\""),
            bad("{'image':'a','environment':{'Aé':'x'}}", "/environment/Aé", "The name"),
            bad("{'image':'a','environment':{'A':'x\\u0000'}}", "/environment/A", "NUL"),
            bad("{'image':'a','environment':{'A':'\\ud800'}}", "/environment/A", "surrogate"),
            bad("{'image':'a','environment':{'A':'1'},'env':{'A':'2'}}", "/env/A", "give it once"),
            bad(
                "{'image':'a','env':{'LD_PRELOAD':'a\\nb'}}",
                "/env/LD_PRELOAD",
                "podman or its loader"),
            bad("{'image':'a','env':{'PATH':'a\\n'}}", "/env/PATH", "podman or its loader"),
            bad(
                "{'image':'a','env':{'https_proxy':'a\\n'}}",
                "/env/https_proxy",
                "podman or its loader"),
            bad("{'image':'a\\n'}", "/image", ""),
            bad("{'image':'a','containerName':'a\\n'}", "/containerName", "control character"),
            bad("{'image':'a','args':['" + big + "']}", "/args/0", "too long: 140000"),
            bad("{'image':'a','args':['" + wide + "']}", "/args/0", "too long: 150000 bytes"),
            bad("{'image':'" + "a/".repeat(200_000) + "a'}", "/image", "too long"),
            bad("{'image':'a','environment':{'A':'" + big + "'}}", "/environment/A", "too long"),
            bad("{'image':'a','removeOnExit':true,'restart':'always'}", "/removeOnExit", "restart"),
            bad("{'image':'a','detach':true,'tty':true}", "/detach", "terminal"),
            bad("{'image':'a','detach':true,'input':{'text':'a'}}", "/input", "interactive"),
            bad(
                "{'image':'a','healthCmd':['x'],'noHealthcheck':true}",
                "/healthCmd",
                "noHealthcheck"),
            bad("{'image':'a','healthCmd':['none']}", "/healthCmd", "noHealthcheck"),
            bad("{'image':'a','healthInterval':'5s'}", "/healthInterval", "healthCmd"),
            bad(
                "{'image':'a','labels':{'io.podbus.session':'x'}}",
                "/labels/io.podbus.session",
                "reserved"),
            bad("{'image':'a','namespace':'x','connection':'y'}", "/namespace", "A remote engine"),
            bad("{'image':'a','namespace':'x','context':'y'}", "/namespace", "A remote engine"),
            bad(
                "{'image':'a','remoteSocket':'unix:///a','context':'y'}",
                "/remoteSocket",
                "Only one"),
            bad("{'image':'a','logDriver':'passthrough'}", "/logDriver", "tty"),
            bad(
                "{'image':'a','capabilities':['ALL'],'privileged':true}",
                "/capabilities",
                "privileged"),
            bad("{'image':'a','ports':['80'],'network':'none'}", "/ports", "no ports"),
            bad("{'image':'a','input':{}}", "/input", "at least 1 member"),
            bad("{'image':'a','input':{'text':'a','base64':'AA=='}}", "/input", "combination"),
            bad("{'image':'a','input':{'base64':'A'}}", "/input/base64", "base 64"),
            bad("{'image':'a','input':{'text':'a'},'interactive':false}", "/input", "stdin"))
        .map(test ->
            DynamicTest.dynamicTest(
                test.pointer()
                    + " in "
                    + test.body().substring(0, Math.min(90, test.body().length())),
                () -> {
                  List<Failure.Violation> found = faults(new JsonObject(test.body()));
                  assertThat(found).extracting(Failure.Violation::pointer).contains(test.pointer());
                  assertThat(found)
                      .filteredOn(fault -> fault.pointer().equals(test.pointer()))
                      .singleElement()
                      .satisfies(fault ->
                          assertThat(fault.detail()).contains(test.words()).matches("(?s).*[.?]"));
                }));
  }

  private record Bad(String body, String pointer, String words) {}

  private static Bad bad(String body, String pointer, String words) {
    return new Bad(body.replace('\'', '"'), pointer, words);
  }

  @Test
  void everyFaultIsNamedOnce() {
    assertThat(
            faults(
                new JsonObject()
                    .put("foo", 1)
                    .put("rows", "x")
                    .put("memory", "q")
                    .put("detach", true)
                    .put("tty", true)))
        .extracting(Failure.Violation::pointer)
        .containsExactlyInAnyOrder("/image", "/foo", "/rows", "/memory", "/detach");
  }

  @Test
  void allValuesTogetherAreBounded() {
    JsonArray args = new JsonArray();
    for (int i = 0; i < 9; i++) {
      args.add("x".repeat(120_000));
    }
    assertThat(faults(minimal("run").put("args", args)))
        .singleElement()
        .satisfies(fault -> assertThat(fault.pointer()).isEmpty());
  }

  @Test
  void defaultsAreThoseOfTheContract() {
    SessionOptions run = catalog.parse(minimal("run"), Engines.PODMAN_4_3);
    assertThat(run.interactive()).isTrue();
    assertThat(run.tty()).isTrue();
    assertThat(run.removeOnExit()).isTrue();
    assertThat(run.detach()).isFalse();
    assertThat(run.rows()).isEqualTo(24);
    assertThat(run.cols()).isEqualTo(80);
    assertThat(run.timeout()).isEmpty();
    assertThat(run.input()).isEmpty();
    assertThat(run.pullPolicy()).isEqualTo(SessionOptions.PullPolicy.MISSING);

    SessionOptions exec = catalog.parse(minimal("exec"), Engines.PODMAN_4_3);
    assertThat(exec.tty()).isTrue();
    assertThat(exec.targetContainer()).contains("box-1");

    SessionOptions restarting =
        catalog.parse(minimal("run").put("restart", "always"), Engines.PODMAN_4_3);
    assertThat(restarting.removeOnExit()).isFalse();
    assertThat(restarting.restart()).contains("always");

    SessionOptions detached = catalog.parse(minimal("run").put("detach", true), Engines.PODMAN_4_3);
    assertThat(detached.tty()).isFalse();
    assertThat(detached.interactive()).isFalse();
    assertThat(detached.removeOnExit()).isTrue();
  }

  @Test
  void whatTheOperatorsConfigurationDecidesHasNoDefaultHere() {
    for (String operation : List.of("run", "exec")) {
      SessionOptions options = catalog.parse(minimal(operation), Engines.PODMAN_4_3);
      assertThat(options.startTimeout()).isEmpty();
      assertThat(options.closeGrace()).isEmpty();
      assertThat(options.blockMax()).isEmpty();
      assertThat(options.retainBytes()).isEmpty();
    }
  }

  @Test
  void inputIsReadAsBytes() {
    SessionOptions options =
        catalog.parse(
            minimal("run").put("input", new JsonObject().put("base64", "AP8=").put("eof", true)),
            Engines.PODMAN_4_3);
    SessionOptions.Input input = options.input().orElseThrow();
    assertThat(input.bytes().getBytes()).containsExactly(0, 255);
    assertThat(input.eof()).isTrue();
  }

  @Test
  void whatAnEngineDoesNotHaveIsRefusedByName() {
    JsonObject body = minimal("run").put("namespace", "team");
    catalog.parse(body, Engines.PODMAN_4_3);
    catalog.parse(body, EngineProfile.unknown("nobody asked"));
    assertThatThrownBy(() -> catalog.parse(body, Engines.PODMAN_5_4))
        .hasMessageContaining("\"namespace\" is gone since podman 4.5.0; the engine is 5.4.0");
    EngineProfile journald = Engines.withLogDrivers(Set.of("k8s-file", "none"));
    assertThatThrownBy(() -> catalog.parse(minimal("run").put("logDriver", "journald"), journald))
        .hasMessageContaining("only k8s-file, none");
  }

  @Test
  void theSchemaIsWholeByItself() {
    for (Operation operation : Catalog.operations()) {
      JsonObject schema = catalog.schema(operation.name());
      assertThat(schema.getString("$schema"))
          .isEqualTo("https://json-schema.org/draft/2020-12/schema");
      assertThat(schema.getBoolean("additionalProperties")).isFalse();
      JsonObject properties = schema.getJsonObject("properties");
      assertThat(properties.fieldNames())
          .contains("operation")
          .hasSize(Catalog.entriesOf(operation).size() + (operation.subcommand() == null ? 1 : 2));
      for (OptionEntry entry : Catalog.entriesOf(operation)) {
        String name = entry.name();
        assertThat(properties.getJsonObject(name).getString("description")).as(name).endsWith(".");
      }
      assertThat(
              new SchemaValidator(new JsonObject(schema.encode())).check(minimal(operation.name())))
          .isEmpty();
    }
    assertThat(
            catalog
                .schema("run")
                .getJsonObject("properties")
                .getJsonObject("tty")
                .getBoolean("default"))
        .isTrue();
    assertThatThrownBy(() -> catalog.schema("fly")).isInstanceOf(FailureException.class);
  }
}
