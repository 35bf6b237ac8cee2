package io.podbus.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

class SchemaValidatorTest {
  private final SchemaValidator validator =
      new SchemaValidator(
          new JsonObject(
              """
              {"type":"object","title":"run","additionalProperties":false,"required":["image"],
               "x-refused":{"path":"it is the operator's."},"x-elsewhere":{"names":"exec"},
               "properties":{
                 "image":{"type":"string","pattern":"^[a-z]+$","maxLength":9,"x-grammar":"lower case."},
                 "rows":{"type":"integer","minimum":1,"maximum":10},
                 "kind":{"enum":["a","b"]},
                 "args":{"type":"array","maxItems":4,"items":{"type":"string","maxLength":5}},
                 "map":{"type":"object","propertyNames":{"pattern":"^[A-Z]+$","maxLength":8},
                        "additionalProperties":{"type":"string"}},
                 "deep":{"type":"object","title":"deep","additionalProperties":false,"properties":{"x":{}}}}}
              """));

  private String check(String json) {
    return String.join(
        "|",
        validator.check(new JsonObject(json.replace('\'', '"'))).stream()
            .map(violation -> violation.pointer() + " " + violation.detail())
            .toList());
  }

  @Test
  void aValidObjectHasNoViolation() {
    assertThat(check("{'image':'a','rows':1.0,'args':['x'],'map':{'A':'b'},'deep':{'x':null}}"))
        .isEmpty();
  }

  @Test
  void eachFaultIsSaidOnceWithWhatIsRight() {
    assertThat(check("{}")).isEqualTo("/image \"image\" is required. Right is: lower case.");
    assertThat(check("{'image':'A'}"))
        .isEqualTo("/image \"A\" is not right. Right is: lower case.");
    assertThat(check("{'image':1}"))
        .isEqualTo("/image This must be a string, not the number 1. Right is: lower case.");
    assertThat(check("{'image':'a','rows':11}"))
        .isEqualTo("/rows This must be from 1 to 10, not 11.");
    assertThat(check("{'image':'a','rows':'1'}"))
        .isEqualTo("/rows This must be a whole number, not a string.");
    assertThat(check("{'image':'a','rows':1.5}"))
        .isEqualTo("/rows This must be a whole number, not the number 1.5.");
    assertThat(check("{'image':'a','kind':'c'}"))
        .isEqualTo("/kind This must be one of \"a\", \"b\", not \"c\".");
    assertThat(check("{'image':'a','args':['a','b',3,null]}"))
        .isEqualTo(
            "/args/2 This must be a string, not the number 3.|/args/3 This must be a string, not null.");
    assertThat(check("{'image':'a','args':['','','','','']}"))
        .isEqualTo("/args This must have at most 4 items.");
    assertThat(check("{'image':'a','deep':{'y':1}}"))
        .isEqualTo("/deep/y \"y\" is not an option of deep.");
  }

  @Test
  void unknownNamesAreNamedWithWhatIsNear() {
    assertThat(check("{'image':'a','foo':1}")).isEqualTo("/foo \"foo\" is not an option of run.");
    assertThat(check("{'image':'a','row':1}"))
        .isEqualTo("/row \"row\" is not an option of run. Did you mean \"rows\"?");
    assertThat(check("{'image':'a','path':1}"))
        .isEqualTo("/path \"path\" is not taken: it is the operator's.");
    assertThat(check("{'image':'a','names':1}"))
        .isEqualTo("/names \"names\" is not an option of run, only of exec.");
  }

  @Test
  void pointersAreEscapedAsTheRfcSays() {
    for (String name : new String[] {"a/b", "a~b", "a b", "é", "a%41", "a+b", "#"}) {
      assertThat(
              validator.check(
                  new JsonObject().put("image", "a").put("map", new JsonObject().put(name, "x"))))
          .as(name)
          .singleElement()
          .extracting(Failure.Violation::pointer)
          .isEqualTo("/map/" + name.replace("~", "~0").replace("/", "~1"));
    }
    assertThat(check("{'image':'a','map':{'A':1}}")).startsWith("/map/A This must be a string");
  }

  @Test
  void overlongStringsNeverReachAPattern() {
    assertThat(check("{'image':'" + "a".repeat(1_000_000) + "'}"))
        .isEqualTo("/image This is too long: 1000000 characters, where at most 9 are taken.");
    assertThat(check("{'image':'a','args':['" + "a".repeat(6) + "']}"))
        .startsWith("/args/0 This is too long");
    assertThat(check("{'image':'a','map':{'" + "A".repeat(9) + "':'x'}}")).contains("too long");
  }
}
