package io.podbus.bench;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// One kept-alive connection and the least of HTTP/1.1 that is needed here: one request at a time,
/// bodies by length or in chunks. For the driver's loop alone.
final class HttpConnection {
  private static final ByteSink NOWHERE = (_, _, _) -> {};
  private static final int NO_BODY = 0;
  private static final int CHUNKED = -1;

  private enum State {
    HEAD,
    CHUNK_SIZE,
    BODY,
    CHUNK_END,
    TRAILER
  }

  private final NetSocket socket;
  private final StringBuilder head = new StringBuilder();
  private State state = State.HEAD;
  private boolean chunked;
  private long left;
  private int status;
  private ByteSink body = NOWHERE;
  private Promise<Integer> answer;

  HttpConnection(NetSocket socket) {
    this.socket = socket;
    socket.handler(this::received);
    socket.closeHandler(_ -> fail("the service closed the connection"));
    socket.exceptionHandler(e -> fail(e.toString()));
  }

  /// A request made ready to be sent, any number of times.
  static Buffer request(String method, String path, String accept, String type, Buffer body) {
    return Buffer.buffer(
            method
                + " "
                + path
                + " HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: "
                + accept
                + "\r\nContent-Type: "
                + type
                + "\r\nContent-Length: "
                + body.length()
                + "\r\n\r\n")
        .appendBuffer(body);
  }

  /// Sends a request.
  ///
  /// @param sink given the body as it comes
  /// @return the status, when the whole answer is there
  Future<Integer> send(Buffer request, ByteSink sink) {
    if (answer != null) {
      throw new IllegalStateException("a request is under way");
    }
    Promise<Integer> promise = Promise.promise();
    answer = promise;
    body = sink;
    Future<Void> _ = socket.write(request);
    return promise.future();
  }

  /// Sends a request whose answer is short.
  Future<String> ask(Buffer request, int wanted) {
    StringBuilder text = new StringBuilder();
    return send(
            request,
            (source, from, length) ->
                text.append(new String(source, from, length, StandardCharsets.UTF_8)))
        .map(got -> {
          if (got != wanted) {
            throw new IllegalStateException("answered " + got + ": " + text);
          }
          return text.toString();
        });
  }

  private void received(Buffer buffer) {
    byte[] bytes = buffer.getBytes();
    int at = 0;
    try {
      while (at < bytes.length) {
        at =
            switch (state) {
              case HEAD -> head(bytes[at], at);
              case CHUNK_SIZE -> chunkSize(bytes[at], at);
              case BODY -> body(bytes, at);
              case CHUNK_END -> chunkEnd(bytes[at], at);
              case TRAILER -> trailer(bytes[at], at);
            };
      }
    } catch (RuntimeException e) {
      fail(e.toString());
      Future<Void> _ = socket.close();
    }
  }

  private int head(byte next, int at) {
    head.append((char) next);
    int length = head.length();
    if (next == '\n' && length >= 4 && head.charAt(length - 3) == '\n') {
      String text = head.toString().toLowerCase(Locale.ROOT);
      head.setLength(0);
      status = Integer.parseInt(text.substring(9, 12));
      long size = size(text);
      chunked = size == CHUNKED;
      if (size == NO_BODY) {
        end();
      } else {
        left = size;
        state = chunked ? State.CHUNK_SIZE : State.BODY;
      }
    }
    return at + 1;
  }

  private static long size(String text) {
    if (text.contains("\r\ntransfer-encoding: chunked")) {
      return CHUNKED;
    }
    String name = "\r\ncontent-length: ";
    int found = text.indexOf(name);
    if (found < 0) {
      return NO_BODY;
    }
    int from = found + name.length();
    return Long.parseLong(text.substring(from, text.indexOf('\r', from)).strip());
  }

  private int chunkSize(byte next, int at) {
    if (next != '\n') {
      head.append((char) next);
      return at + 1;
    }
    left = Long.parseLong(head.toString().strip(), 16);
    head.setLength(0);
    state = left == 0 ? State.TRAILER : State.BODY;
    return at + 1;
  }

  private int body(byte[] bytes, int at) {
    int count = (int) Math.min(left, bytes.length - at);
    left -= count;
    body.take(bytes, at, count);
    if (left == 0) {
      if (chunked) {
        state = State.CHUNK_END;
      } else {
        end();
      }
    }
    return at + count;
  }

  private int chunkEnd(byte next, int at) {
    if (next == '\n') {
      state = State.CHUNK_SIZE;
    }
    return at + 1;
  }

  private int trailer(byte next, int at) {
    if (next == '\n') {
      end();
    }
    return at + 1;
  }

  private void end() {
    state = State.HEAD;
    body = NOWHERE;
    Promise<Integer> done = answer;
    answer = null;
    if (done != null) {
      done.complete(status);
    }
  }

  private void fail(String why) {
    Promise<Integer> pending = answer;
    answer = null;
    if (pending != null) {
      pending.tryFail(new IllegalStateException(why));
    }
  }

  Future<Void> close() {
    return socket.close();
  }
}
