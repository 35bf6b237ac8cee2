package io.podbus.it;

import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/// Requests that are wrong, made at random: bodies, fields, parameters and paths. The same random
/// numbers make the same requests. None of them may start anything, whatever it is answered.
final class Malformed {
  private static final String NOBODYS = "/v1/sessions/" + "0".repeat(26);

  /// How many kinds of broken HTTP there are.
  static final int BROKEN = 15;

  private static final String[] PARAMETERS = {
    "from",
    "delivery",
    "ansi",
    "limit",
    "cursor",
    "state",
    "operation",
    "label",
    "follow",
    "stream",
    "fromSeq",
    "lastEventId",
    "ticket",
    "windowBytes",
    "speed",
    "x",
    "",
    "%00",
    "from%"
  };
  private static final String[] FIELDS = {
    "Last-Event-ID",
    "Accept",
    "Accept-Encoding",
    "Authorization",
    "Idempotency-Key",
    "Range",
    "traceparent",
    "Origin",
    "Content-Type",
    "Content-Encoding",
    "Cookie",
    "If-None-Match",
    "Upgrade",
    "X-Forwarded-For",
    "Podbus-Options",
    "caller",
    "x"
  };
  private static final String[] BITS = {
    "-1",
    "99999999999999999999",
    "1e400",
    "%zz",
    "%00",
    "%c0%af",
    "%",
    "+",
    "\u00e9",
    "..",
    "/",
    "'",
    "\"",
    "true",
    "block",
    "0",
    "null",
    "{}",
    "[]",
    ";q=",
    ",",
    "=",
    "*/*",
    "bytes=",
    "a",
    "%0d%0a",
    " "
  };

  private final Random random;
  private final String host;
  private final String session;
  private final List<Body> bodies;

  private record Body(String path, String right) {}

  /// @param session the path of a session that lives
  Malformed(Random random, String host, String session) {
    this.random = random;
    this.host = host;
    this.session = session;
    String create = Api.run("true").put("environment", new JsonObject().put("A", "1")).encode();
    this.bodies =
        List.of(
            new Body("/v1/sessions", create),
            new Body("/v1/sessions?wait=true", create),
            new Body("/v1/sessions?dryRun=true", create),
            new Body(session + "/input", "{\"text\":\"x\"}"),
            new Body(session + "/signal", "{\"signal\":\"USR1\"}"),
            new Body(session + "/resize", "{\"rows\":24,\"cols\":80}"),
            new Body(session + "/wait", "{\"exit\":true}"),
            new Body(session + "/exec", "{\"command\":\"true\"}"),
            new Body("/v1/tickets", "{\"session\":\"" + "0".repeat(26) + "\"}"));
  }

  /// The next request, whole.
  byte[] next() {
    return switch (random.nextInt(5)) {
      case 0, 1 -> body();
      case 2 -> get(any(paths()) + query(), "");
      case 3 -> get(any(paths()), fields());
      default -> path();
    };
  }

  private String[] paths() {
    return new String[] {
      session,
      session + "/events",
      session + "/output",
      session + "/output/stdout",
      session + "/recording.cast",
      session + "/terminal",
      session + "/usage",
      "/v1/sessions",
      "/v1/events",
      "/v1/operations",
      NOBODYS + "/events",
      "/openapi.json"
    };
  }

  private byte[] body() {
    Body body = bodies.get(random.nextInt(bodies.size()));
    byte[] bytes = spoiled(body.right());
    String head =
        "POST "
            + body.path()
            + " HTTP/1.1\r\nHost: "
            + host
            + "\r\nContent-Type: application/json\r\nContent-Length: "
            + bytes.length
            + "\r\n\r\n";
    return join(head.getBytes(StandardCharsets.ISO_8859_1), bytes);
  }

  /// Never right any more, whatever the numbers.
  private byte[] spoiled(String right) {
    byte[] bytes = right.getBytes(StandardCharsets.UTF_8);
    int at = random.nextInt(bytes.length);
    return switch (random.nextInt(8)) {
      case 0 -> java.util.Arrays.copyOf(bytes, at);
      case 1 -> with(bytes, at, (byte) random.nextInt(9));
      case 2 -> with(bytes, at, (byte) 0xff);
      case 3 ->
          right
              .replaceFirst("\\{", "{\"__proto__\":[" + junk() + "],")
              .getBytes(StandardCharsets.UTF_8);
      case 4 -> ("{\"a\":" + "[".repeat(random.nextInt(5000))).getBytes(StandardCharsets.UTF_8);
      case 5 -> twice(right).getBytes(StandardCharsets.UTF_8);
      case 6 -> (right + junk()).getBytes(StandardCharsets.UTF_8);
      default -> wrongType(right).getBytes(StandardCharsets.UTF_8);
    };
  }

  private static byte[] with(byte[] bytes, int at, byte extra) {
    byte[] all = new byte[bytes.length + 1];
    System.arraycopy(bytes, 0, all, 0, at);
    all[at] = extra;
    System.arraycopy(bytes, at, all, at + 1, bytes.length - at);
    return all;
  }

  private static String twice(String right) {
    return "{" + right.substring(1, right.length() - 1) + "," + right.substring(1);
  }

  private String wrongType(String right) {
    JsonObject object = new JsonObject(right);
    List<String> names = List.copyOf(object.fieldNames());
    String name = names.get(random.nextInt(names.size()));
    return object.put(name, new JsonObject("{\"a\":[" + junk() + "]}")).encode();
  }

  private String junk() {
    return any("1", "null", "[]", "{}", "\"x\"", "-0.5e-3", "[[{\"constructor\":1}]]", "true");
  }

  private String query() {
    StringBuilder query = new StringBuilder("?");
    for (int i = random.nextInt(4); i >= 0; i--) {
      query
          .append(any(PARAMETERS))
          .append(random.nextInt(8) == 0 ? "" : "=")
          .append(escaped(words()));
      query.append(random.nextInt(10) == 0 ? ";" : "&");
    }
    return query.toString();
  }

  /// What would end the request's first line is another kind of fault.
  private static String escaped(String text) {
    return text.replace(" ", "%20");
  }

  private String fields() {
    StringBuilder fields = new StringBuilder();
    for (int i = random.nextInt(3); i >= 0; i--) {
      fields.append(any(FIELDS)).append(": ").append(words()).append("\r\n");
    }
    return fields.toString();
  }

  private String words() {
    StringBuilder words = new StringBuilder();
    for (int i = random.nextInt(4); i > 0; i--) {
      words.append(any(BITS));
    }
    return random.nextInt(200) == 0 ? "x".repeat(random.nextInt(20_000)) : words.toString();
  }

  private byte[] path() {
    String method = any("GET", "DELETE", "PUT", "PATCH", "OPTIONS", "TRACE", "x");
    String path =
        any("/", "/v1", "/v1/sessions/", NOBODYS + "/", "/v1/operations/", "//", "/v1/%2e%2e/")
            + escaped(words());
    return (method + " " + path + " HTTP/1.1\r\nHost: " + host + "\r\nContent-Length: 0\r\n\r\n")
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  private byte[] get(String target, String fields) {
    return ("GET " + target + " HTTP/1.1\r\nHost: " + host + "\r\n" + fields + "\r\n")
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  /// What is no HTTP, or is it in two ways at once. A call that would run hides behind some of it.
  byte[] broken() {
    return broken(random.nextInt(BROKEN));
  }

  /// @param kind of fault, less than [#BROKEN]
  byte[] broken(int kind) {
    String call = Api.run("true").encode();
    String hidden =
        "POST /v1/sessions HTTP/1.1\r\nHost: "
            + host
            + "\r\nContent-Type: application/json\r\nContent-Length: "
            + call.length()
            + "\r\n\r\n"
            + call;
    String post =
        "POST "
            + session
            + "/signal HTTP/1.1\r\nHost: "
            + host
            + "\r\nContent-Type: application/json\r\n";
    String text =
        switch (kind) {
          case 0 ->
              post + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + hidden;
          case 1 ->
              post
                  + "Content-Length: 2\r\nContent-Length: "
                  + (2 + hidden.length())
                  + "\r\n\r\n{}"
                  + hidden;
          case 2 -> post + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + hidden;
          case 3 -> post + "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n" + hidden;
          case 4 -> post + "Transfer-Encoding: chunked\r\n\r\nzz\r\n" + hidden;
          case 5 -> post + "Transfer-Encoding: chunked\r\n\r\n-1\r\n" + hidden;
          case 6 -> post + "Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n" + hidden;
          case 7 -> post + "Content-Length: -" + random.nextInt(9) + "\r\n\r\n" + hidden;
          case 8 -> post + "Content-Length : 2\r\n\r\n{}" + hidden;
          case 9 -> post + "X: " + "y".repeat(20_000 + random.nextInt(100_000)) + "\r\n\r\n";
          case 10 -> "GET /" + "z".repeat(20_000) + " HTTP/1.1\r\n\r\n" + hidden;
          case 11 -> any("GET", "GET / x", " / HTTP/1.1") + "\r\n\r\n" + hidden;
          case 12 -> post + "no colon\r\n: no name\r\nNul: \u0000\r\n\r\n" + hidden;
          case 13 -> noise();
          // Ends where it ends, and what follows would be a request of its own.
          default -> "GET /\u0000 HTTP/1.1\r\n\r\n";
        };
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private String noise() {
    byte[] bytes = new byte[1 + random.nextInt(300)];
    random.nextBytes(bytes);
    return new String(bytes, StandardCharsets.ISO_8859_1) + "\r\n\r\n";
  }

  private String any(String... of) {
    return of[random.nextInt(of.length)];
  }

  static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }
}
