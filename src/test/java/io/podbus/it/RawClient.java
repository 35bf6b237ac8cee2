package io.podbus.it;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// One connection after another to the service, and nothing of HTTP but what is needed to see how
/// an answer begins. For one thread.
final class RawClient implements AutoCloseable {
  /// The service closed the connection without an answer.
  static final int CLOSED = 0;

  private static final int PATIENCE_MS = (int) Service.DEADLINE.toMillis();

  private final URI service;
  private Socket socket;
  private InputStream in;

  RawClient(String url) {
    this.service = URI.create(url);
  }

  String host() {
    return service.getAuthority();
  }

  /// Sends it on the connection that there is, or on a new one.
  ///
  /// @return the status of the answer
  int send(byte[] request) throws IOException {
    try {
      connect();
      socket.getOutputStream().write(request);
      return status();
    } catch (SocketTimeoutException e) {
      throw e;
    } catch (IOException e) {
      // Closed in the meantime, as it may be after any answer: once more, on a new one.
      close();
      connect();
      socket.getOutputStream().write(request);
      return status();
    }
  }

  /// Sends it on a connection of its own, and reads all answers until the service closes it.
  ///
  /// @return the highest status
  int alone(byte[] request) throws IOException {
    close();
    connect();
    int highest = CLOSED;
    try {
      socket.getOutputStream().write(request);
      // Nothing more comes, so that the service need not wait for the rest.
      socket.shutdownOutput();
      for (int status = status(); status != CLOSED; status = status()) {
        highest = Math.max(highest, status);
        if (socket == null) {
          break;
        }
      }
    } catch (SocketTimeoutException e) {
      throw e;
    } catch (IOException e) {
      // Reset, as is right after what is no request.
    }
    close();
    return highest;
  }

  /// Asks for a WebSocket and sends what follows.
  ///
  /// @return the status of the upgrade
  int upgraded(byte[] request, byte[] frames) throws IOException {
    close();
    connect();
    socket.getOutputStream().write(request);
    int status = status();
    if (status == 101) {
      try {
        socket.getOutputStream().write(frames);
        socket.shutdownOutput();
        in.transferTo(java.io.OutputStream.nullOutputStream());
      } catch (SocketTimeoutException e) {
        throw e;
      } catch (IOException e) {
        // Reset by the service.
      }
    }
    close();
    return status;
  }

  private void connect() throws IOException {
    if (socket == null) {
      socket = new Socket(service.getHost(), service.getPort());
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(PATIENCE_MS);
      // Many thousands of them would else hold their ports for a minute each.
      socket.setSoLinger(true, 0);
      in = new BufferedInputStream(socket.getInputStream());
    }
  }

  private int status() throws IOException {
    String line = line();
    if (line == null) {
      close();
      return CLOSED;
    }
    int status = Integer.parseInt(line.substring(9, 12));
    long length = status == 204 || status == 304 || status == 101 ? 0 : -1;
    boolean last = false;
    for (String field = line(); field != null && !field.isEmpty(); field = line()) {
      String lower = field.toLowerCase(Locale.ROOT);
      if (lower.startsWith("content-length:")) {
        length = Long.parseLong(lower.substring(15).strip());
      }
      last |= lower.startsWith("connection: close");
    }
    if (status == 100) {
      return status();
    }
    if (length < 0 || last) {
      // A stream, or the end: its head is what was wanted.
      close();
    } else {
      in.skipNBytes(length);
    }
    return status;
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    int next = in.read();
    while (next >= 0 && next != '\n') {
      line.append((char) next);
      next = in.read();
    }
    return next < 0 && line.isEmpty()
        ? null
        : new String(
                line.toString().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.ISO_8859_1)
            .stripTrailing();
  }

  @Override
  public void close() {
    try {
      if (socket != null) {
        socket.close();
      }
    } catch (IOException e) {
      // Gone is gone.
    }
    socket = null;
  }
}
