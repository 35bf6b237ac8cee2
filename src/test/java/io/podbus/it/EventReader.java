package io.podbus.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// A reader of server-sent events on a socket of its own, so that it can stop reading, and go
/// without goodbye. Blocking; for one thread.
public final class EventReader implements AutoCloseable {
  private final Socket socket;
  private final String url;
  private final String method;
  private final String path;
  private final InputStream in;
  private int status;
  private long chunkLeft;
  private boolean over;

  private String lastId = "";

  private EventReader(Socket socket, String url, String method, String path) throws IOException {
    this.socket = socket;
    this.url = url;
    this.method = method;
    this.path = path;
    this.in = new BufferedInputStream(socket.getInputStream(), 4096);
  }

  public static EventReader open(String url, String pathAndQuery, String... headers) {
    return open(url, "GET", pathAndQuery, null, headers);
  }

  /// Creates a session and reads its events from the answer.
  public static EventReader create(String url, JsonObject options, String query) {
    return open(url, "POST", "/v1/sessions" + query, options, "Content-Type", "application/json");
  }

  private static EventReader open(
      String url, String method, String pathAndQuery, JsonObject body, String... headers) {
    URI uri = URI.create(url);
    try {
      Socket socket = new Socket();
      // Small, so that a reader that stops is noticed after little.
      socket.setReceiveBufferSize(16 * 1024);
      socket.setSoTimeout((int) Service.DEADLINE.toMillis());
      socket.connect(new InetSocketAddress(uri.getHost(), uri.getPort()));
      StringBuilder request = new StringBuilder();
      request.append(method).append(' ').append(pathAndQuery).append(" HTTP/1.1\r\n");
      request.append("Host: ").append(uri.getAuthority()).append("\r\n");
      request.append("Accept: text/event-stream\r\n");
      for (int i = 0; i < headers.length; i += 2) {
        request.append(headers[i]).append(": ").append(headers[i + 1]).append("\r\n");
      }
      byte[] content = body == null ? new byte[0] : body.encode().getBytes(StandardCharsets.UTF_8);
      if (body != null) {
        request.append("Content-Length: ").append(content.length).append("\r\n");
      }
      request.append("\r\n");
      socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.UTF_8));
      socket.getOutputStream().write(content);
      EventReader reader =
          new EventReader(socket, url, method, uri.resolve(pathAndQuery).getPath());
      reader.head();
      return reader;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void head() throws IOException {
    String first = line();
    status = Integer.parseInt(first.split(" ")[1]);
    boolean chunked = false;
    for (String line = line(); !line.isEmpty(); line = line()) {
      chunked |= line.equalsIgnoreCase("transfer-encoding: chunked");
    }
    over = !chunked;
  }

  public int status() {
    return status;
  }

  /// The id of the last event as it stood there: in a cluster it need be no number.
  String lastId() {
    return lastId;
  }

  /// The next event; nothing where the stream has ended in order.
  public Optional<Event> next() {
    long id = -1;
    String type = null;
    String data = null;
    try {
      while (true) {
        Optional<String> line = bodyLine();
        if (line.isEmpty()) {
          return Optional.empty();
        }
        String text = line.get();
        if (text.isEmpty()) {
          if (type != null && data != null) {
            Event event = new Event(id, type, new JsonObject(data));
            Contract.check(url, method, path, event);
            return Optional.of(event);
          }
        } else if (text.startsWith("id: ")) {
          lastId = text.substring(4);
          id = lastId.matches("[0-9]+") ? Long.parseLong(lastId) : -1;
        } else if (text.startsWith("event: ")) {
          type = text.substring(7);
        } else if (text.startsWith("data: ")) {
          data = text.substring(6);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Reads until that many comments have come, which say that the stream lives.
  void awaitComments(int count) {
    int seen = 0;
    try {
      while (seen < count) {
        String line =
            bodyLine().orElseThrow(() -> new AssertionError("the stream ended without comments"));
        if (line.startsWith(":")) {
          seen++;
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Reads up to the first event for which the condition holds.
  public List<Event> readUntil(Predicate<Event> last) {
    List<Event> events = new ArrayList<>();
    while (true) {
      Event event = next().orElseThrow(() -> new AssertionError("the stream ended with " + events));
      events.add(event);
      if (last.test(event)) {
        return events;
      }
    }
  }

  /// Reads to the end, which has to be an `exit`, or nothing at all.
  public List<Event> readAll() {
    List<Event> events = new ArrayList<>();
    for (Optional<Event> event = next(); event.isPresent(); event = next()) {
      events.add(event.get());
    }
    if (!events.isEmpty()) {
      assertThat(events.getLast().type()).isEqualTo("exit");
    }
    return events;
  }

  private Optional<String> bodyLine() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    while (true) {
      int b = bodyByte();
      if (b < 0) {
        return Optional.empty();
      }
      if (b == '\n') {
        return Optional.of(line.toString(StandardCharsets.UTF_8));
      }
      line.write(b);
    }
  }

  private int bodyByte() throws IOException {
    if (over) {
      return -1;
    }
    if (chunkLeft == 0) {
      String size = line();
      if (size.isEmpty()) {
        size = line();
      }
      chunkLeft = Long.parseLong(size.split(";")[0], 16);
      if (chunkLeft == 0) {
        over = true;
        return -1;
      }
    }
    int b = in.read();
    if (b < 0) {
      throw new IOException("the stream was broken off");
    }
    chunkLeft--;
    return b;
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new IOException("the connection was closed");
      }
      if (b != '\r') {
        line.append((char) b);
      }
    }
    return line.toString();
  }

  /// Goes without goodbye: the service gets a reset.
  void cut() {
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
