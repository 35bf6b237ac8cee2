package io.podbus.gateway;

import io.podbus.gateway.encoding.GzipStream;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import org.jspecify.annotations.Nullable;

/// Writes the body of a streamed answer: as it is, or compressed and flushed once for each batch.
///
/// Confined to the context of the verticle.
final class BodyWriter {
  /// Under this size compression costs more than it saves.
  static final long LEAST_GZIP_BYTES = 1024;

  private static final Buffer NOTHING = Buffer.buffer();

  private final HttpServerResponse response;
  private final @Nullable GzipStream gzip;
  private boolean unflushed;

  /// @param compress whether in gzip
  BodyWriter(Exchange exchange, boolean compress) {
    this.response = exchange.response();
    this.gzip = compress ? new GzipStream() : null;
    if (gzip != null) {
      response.putHeader(HttpHeaders.CONTENT_ENCODING, "gzip");
      exchange.whenGone(gzip::close);
    }
    response.putHeader(HttpHeaders.VARY, "Accept, Accept-Encoding");
    response.setWriteQueueMaxSize(exchange.queueBytes());
  }

  /// Whether a body of this size is to be compressed for this client.
  ///
  /// @param size as far as it is known; [Long#MAX_VALUE] where it is not
  static boolean compresses(Exchange exchange, long size) {
    return size >= LEAST_GZIP_BYTES && MediaTypes.takesGzip(exchange.request());
  }

  void write(Buffer bytes) {
    if (gzip == null) {
      Future<Void> _ = response.write(bytes);
      return;
    }
    unflushed = true;
    send(gzip.next(bytes, false));
  }

  /// Lets out what has been written so far.
  void flush() {
    if (gzip != null && unflushed) {
      unflushed = false;
      send(gzip.next(NOTHING, true));
    }
  }

  void end(Buffer rest) {
    if (gzip == null) {
      Future<Void> _ = response.end(rest);
      return;
    }
    Buffer last = gzip.next(rest, false);
    Future<Void> _ = response.end(last.appendBuffer(gzip.end()));
  }

  private void send(Buffer compressed) {
    if (compressed.length() > 0) {
      Future<Void> _ = response.write(compressed);
    }
  }
}
