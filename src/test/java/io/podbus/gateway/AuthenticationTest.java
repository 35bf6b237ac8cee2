package io.podbus.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.podbus.identity.Authenticator;
import io.podbus.identity.CallerSeal;
import io.podbus.identity.Identity;
import io.podbus.protocol.Action;
import io.podbus.protocol.Caller;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuthenticationTest extends GatewayTestBase {
  private static final String PAGE = "https://console.example";

  private final Map<String, Identity> known = new ConcurrentHashMap<>();
  private final CallerSeal seal = new CallerSeal(new byte[32], InstantSource.system());
  private volatile Instant ticketClock = Instant.now();

  @Override
  GatewayAccess access() {
    known.put("alice-token", new Identity(caller("alice"), Instant.MAX, "t:a"));
    Authenticator tokens =
        new Authenticator() {
          @Override
          public Optional<Identity> bearer(String token) {
            return Optional.ofNullable(known.get(token));
          }

          @Override
          public boolean holds(Identity identity) {
            return known.containsValue(identity);
          }
        };
    return new GatewayAccess(
        tokens,
        seal,
        new Tickets(() -> ticketClock, new Random(7)::nextBytes),
        null,
        Set.of(),
        Set.of(PAGE),
        Set.of());
  }

  private static Caller caller(String name) {
    return new Caller(name, Set.of("write"));
  }

  private static String[] as(String token) {
    return new String[] {"Authorization", "Bearer " + token};
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/sessions",
        "/v1/sessions/00000000000000000000000001",
        "/v1/sessions/00000000000000000000000001/events",
        "/v1/sessions/00000000000000000000000001/output",
        "/v1/operations",
        "/v1/operations/run/schema",
        "/nowhere"
      })
  void nothingIsSaidToStrangers(String path) {
    HttpResponse<String> answer = get(path);

    assertProblem(answer, 401, "unauthenticated");
    assertThat(answer.headers().firstValue("WWW-Authenticate")).hasValue("Bearer realm=\"podbus\"");
    for (String bad : new String[] {"Bearer", "Bearer ", "Bearer x", "Basic YTpi", "alice-token"}) {
      assertProblem(get(path, "Authorization", bad), 401, "unauthenticated");
    }
    assertThat(fakes.asked).as("the sessions hear of none of it").isEmpty();
  }

  @Test
  void theBusHearsWhoItIsUnderTheSeal() {
    assertThat(get("/v1/sessions", as("alice-token")).statusCode()).isEqualTo(200);
    assertThat(get("/v1/sessions", "authorization", "bEARER alice-token").statusCode())
        .isEqualTo(200);

    String sealed = fakes.asked(Action.LIST).getFirst().getString("caller");
    assertThat(seal.open(sealed)).hasValue(caller("alice"));
  }

  @Test
  void aClientCannotNameItsCallerItself() {
    get("/v1/sessions", "Authorization", "Bearer alice-token", "caller", "bob");

    String sealed = fakes.asked(Action.LIST).getFirst().getString("caller");
    assertThat(seal.open(sealed)).hasValue(caller("alice"));
  }

  @Test
  void aBodyIsNotReadForAStranger() {
    HttpResponse<String> answer = post("/v1/sessions", RUN);

    assertProblem(answer, 401, "unauthenticated");
    assertThat(fakes.asked(Action.CREATE)).isEmpty();
  }

  private String ticket(String session) {
    HttpResponse<String> answer =
        post("/v1/tickets", "{\"session\":\"" + session + "\"}", as("alice-token"));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    assertThat(json(answer).getLong("expiresInMs")).isEqualTo(30_000);
    return json(answer).getString("ticket");
  }

  @Test
  void aTicketLetsInOnceToItsSession() {
    FakeSession session = session();
    String path = "/v1/sessions/" + session.id;
    session.exit(0);
    String ticket = ticket(session.id.value());

    HttpResponse<String> first = get(path + "/events?ticket=" + ticket);
    assertThat(first.statusCode()).as(first.body()).isEqualTo(200);
    assertThat(first.body()).contains("event: exit");
    assertProblem(get(path + "/events?ticket=" + ticket), 401, "unauthenticated");
  }

  @Test
  void aTicketIsForOneSessionAndForReadingItsUrlAlone() {
    FakeSession session = session();
    FakeSession other = session();
    String id = session.id.value();

    assertProblem(
        get("/v1/sessions/" + other.id + "/events?ticket=" + ticket(id)), 401, "unauthenticated");
    assertProblem(get("/v1/sessions?ticket=" + ticket(id)), 401, "unauthenticated");
    assertProblem(get("/v1/operations?ticket=" + ticket(id)), 401, "unauthenticated");
    assertProblem(
        send(
            to("/v1/sessions/" + id + "/input?ticket=" + ticket(id))
                .POST(BodyPublishers.ofString("x"))
                .header("Content-Type", "application/octet-stream")),
        401,
        "unauthenticated");
    assertProblem(
        send(to("/v1/sessions/" + id + "?ticket=" + ticket(id)).DELETE()), 401, "unauthenticated");
    String twice = ticket(id);
    assertProblem(
        get("/v1/sessions/" + id + "?ticket=" + twice + "&ticket=" + twice),
        401,
        "unauthenticated");
    // A ticket that is none is not made up for by a token.
    assertProblem(
        get("/v1/sessions/" + id + "?ticket=x", as("alice-token")), 401, "unauthenticated");
  }

  @Test
  void aTicketEndsAfterItsTimeAndWithItsToken() {
    String id = session().id.value();
    String old = ticket(id);
    ticketClock = ticketClock.plus(Tickets.LIFETIME);
    assertProblem(get("/v1/sessions/" + id + "?ticket=" + old), 401, "unauthenticated");

    String revoked = ticket(id);
    known.clear();
    assertProblem(get("/v1/sessions/" + id + "?ticket=" + revoked), 401, "unauthenticated");
  }

  @Test
  void aTicketIsForASessionThatIsThere() {
    assertProblem(
        post("/v1/tickets", "{\"session\":\"00000000000000000000000009\"}", as("alice-token")),
        404,
        "session-not-found");
    assertProblem(
        post("/v1/tickets", "{\"session\":\"nonsense\"}", as("alice-token")),
        404,
        "session-not-found");
    for (String body : new String[] {"{}", "{\"session\":7}", "{\"session\":\"x\",\"more\":1}"}) {
      JsonObject problem =
          assertProblem(post("/v1/tickets", body, as("alice-token")), 400, "invalid-options");
      assertThat(pointer(problem)).isEqualTo("/session");
    }
  }

  @Test
  void allowedPagesMayCallAndSeeTheAnswer() {
    HttpResponse<String> preflight =
        send(
            to("/v1/sessions")
                .method("OPTIONS", BodyPublishers.noBody())
                .header("Origin", PAGE)
                .header("Access-Control-Request-Method", "POST")
                .header("Access-Control-Request-Headers", "authorization"));
    assertThat(preflight.statusCode()).isEqualTo(204);
    assertThat(preflight.headers().firstValue("Access-Control-Allow-Origin")).hasValue(PAGE);
    assertThat(preflight.headers().firstValue("Access-Control-Allow-Headers").orElse(""))
        .contains("Authorization");
    assertThat(preflight.headers().firstValue("Access-Control-Allow-Credentials")).isEmpty();

    HttpResponse<String> answer =
        get("/v1/sessions", "Authorization", "Bearer alice-token", "Origin", PAGE);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).hasValue(PAGE);
    assertThat(answer.headers().firstValue("Vary")).hasValue("Origin");
    assertThat(
            get("/v1/sessions", "Origin", PAGE).headers().firstValue("Access-Control-Allow-Origin"))
        .as("a problem can be read too")
        .hasValue(PAGE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://attacker.example",
        "null",
        "https://console.example.attacker.example",
        "http://console.example",
        "https://console.example:8443",
        "https://CONSOLE.example\u0000"
      })
  void otherPagesMayNot(String origin) {
    String text = origin.replace("\u0000", "");
    HttpResponse<String> answer =
        get("/v1/sessions", "Authorization", "Bearer alice-token", "Origin", text);

    assertProblem(answer, 403, "forbidden");
    assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
  }

  @Test
  void aStreamEndsWithWhatProvedItsCaller() {
    // Each request of a stream for more is sealed anew; one whose proof is over is refused here.
    SealedName name =
        new SealedName(
            new Identity(caller("alice"), Instant.EPOCH.plusSeconds(100), "t"),
            access(),
            () -> ticketClock);
    ticketClock = Instant.EPOCH.plusSeconds(99);
    known.put("x", new Identity(caller("alice"), Instant.EPOCH.plusSeconds(100), "t"));
    assertThat(name.current()).isNotNull();

    ticketClock = Instant.EPOCH.plusSeconds(100);
    org.assertj.core.api.Assertions.assertThatThrownBy(name::current)
        .hasMessageContaining("holds no longer");
    assertThat(name.evenIfExpired()).as("what it leaves is ended").isNotNull();
  }
}
