package io.podbus.gateway.encoding;

import io.vertx.core.buffer.Buffer;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/// A body in gzip (RFC 1952) that can be flushed at any point, so that what a live stream said so
/// far is there for its client. Holds a quarter of a megabyte outside the heap until it is closed.
/// One thread at a time.
public final class GzipStream implements AutoCloseable {
  /// Three quarters of what the slowest level saves, in a third of its time.
  private static final int LEVEL = 3;

  private static final byte[] HEAD = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff};

  private final Deflater deflater = new Deflater(LEVEL, true);
  private final CRC32 checksum = new CRC32();
  private final byte[] chunk = new byte[16 * 1024];
  private boolean begun;
  private boolean closed;

  /// Compresses more of the body.
  ///
  /// @param flush whether all of it must come out now
  /// @return what goes to the client; possibly nothing yet
  public Buffer next(Buffer bytes, boolean flush) {
    Buffer out = head();
    byte[] source = bytes.getBytes();
    checksum.update(source);
    deflater.setInput(source);
    deflate(out, flush ? Deflater.SYNC_FLUSH : Deflater.NO_FLUSH);
    return out;
  }

  /// The end of the body.
  public Buffer end() {
    Buffer out = head();
    deflater.finish();
    deflate(out, Deflater.NO_FLUSH);
    out.appendIntLE((int) checksum.getValue());
    out.appendIntLE((int) deflater.getBytesRead());
    close();
    return out;
  }

  private Buffer head() {
    Buffer out = Buffer.buffer();
    if (!begun) {
      begun = true;
      out.appendBytes(HEAD);
    }
    return out;
  }

  private void deflate(Buffer out, int mode) {
    int length = deflater.deflate(chunk, 0, chunk.length, mode);
    while (length > 0) {
      out.appendBytes(chunk, 0, length);
      if (length < chunk.length) {
        return;
      }
      length = deflater.deflate(chunk, 0, chunk.length, mode);
    }
  }

  /// Frees the memory. Harmless when repeated.
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      deflater.end();
    }
  }
}
