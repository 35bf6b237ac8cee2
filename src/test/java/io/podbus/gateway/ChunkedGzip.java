package io.podbus.gateway;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;

/// The compressed body of a chunked answer, read as it comes.
final class ChunkedGzip {
  final String head;
  private final InputStream body;
  private final StringBuilder text = new StringBuilder();
  private int seen;

  ChunkedGzip(InputStream answer) throws IOException {
    StringBuilder lines = new StringBuilder();
    while (lines.indexOf("\r\n\r\n") < 0) {
      lines.append((char) answer.read());
    }
    head = lines.toString();
    body = new GZIPInputStream(new Chunks(answer), 1);
  }

  /// Reads until this text has come.
  void readUntil(String wanted) throws IOException {
    int found = text.indexOf(wanted, seen);
    byte[] some = new byte[1000];
    while (found < 0) {
      int count = body.read(some);
      if (count < 0) {
        throw new EOFException("no " + wanted + " in " + text);
      }
      text.append(new String(some, 0, count, StandardCharsets.UTF_8));
      found = text.indexOf(wanted, seen);
    }
    seen = found + wanted.length();
  }

  /// Reads to the end, whose checksum must be right.
  void readToEnd() throws IOException {
    text.append(new String(body.readAllBytes(), StandardCharsets.UTF_8));
  }

  /// The bodies of the chunks.
  private static final class Chunks extends InputStream {
    private final InputStream answer;
    private int left;

    Chunks(InputStream answer) {
      this.answer = answer;
    }

    @Override
    public int read() throws IOException {
      if (left < 0) {
        return -1;
      }
      if (left == 0) {
        left = Integer.parseInt(line(), 16);
        if (left == 0) {
          left = -1;
          return -1;
        }
      }
      int next = answer.read();
      if (--left == 0) {
        line();
      }
      return next;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
      int next = read();
      if (next < 0) {
        return -1;
      }
      into[from] = (byte) next;
      return 1;
    }

    @Override
    public int available() {
      return 0;
    }

    private String line() throws IOException {
      StringBuilder line = new StringBuilder();
      int next = answer.read();
      while (next != '\n') {
        line.append((char) next);
        next = answer.read();
      }
      return line.toString().strip();
    }
  }
}
