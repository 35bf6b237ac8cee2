package io.podbus.session.build;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/// Bounds how much may be read for one header of an archive: long names and extended headers are
/// collected in memory by whoever reads them, and say themselves how long they are. One thread.
final class HeaderGuard extends FilterInputStream {
  private static final long HEADER_BYTES = 1024 * 1024;

  private long left = Long.MAX_VALUE;

  HeaderGuard(InputStream in) {
    super(in);
  }

  /// A header follows.
  void header() {
    left = HEADER_BYTES;
  }

  /// What a file holds follows, which goes to the disk.
  void content() {
    left = Long.MAX_VALUE;
  }

  @Override
  public int read() throws IOException {
    int read = super.read();
    if (read >= 0) {
      count(1);
    }
    return read;
  }

  @Override
  public int read(byte[] bytes, int from, int length) throws IOException {
    int read = super.read(bytes, from, length);
    if (read > 0) {
      count(read);
    }
    return read;
  }

  @Override
  public long skip(long bytes) throws IOException {
    long skipped = super.skip(bytes);
    count(skipped);
    return skipped;
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  private void count(long bytes) throws IOException {
    left -= bytes;
    if (left < 0) {
      throw new IOException("a header has more than " + HEADER_BYTES + " bytes");
    }
  }
}
