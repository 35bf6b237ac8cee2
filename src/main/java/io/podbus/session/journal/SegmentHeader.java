package io.podbus.session.journal;

import io.podbus.protocol.SessionId;
import io.podbus.session.journal.RecordFormat.DamagedException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/// With what a segment begins: whose it is, and where in its journal. Described byte by byte in
/// docs/journal-format.md. Pure.
///
/// @param begin how far the journal had come before the segment
record SegmentHeader(SessionId session, Mark begin) {
  static final short VERSION = 1;
  static final int BYTES = 112;

  private static final long MAGIC = 0x706f646275734a53L; // "podbusJS"
  private static final int ID_BYTES = 26;
  private static final int CHECKSUM_AT = BYTES - Integer.BYTES;

  /// A segment of a version that this service does not know.
  static final class UnknownVersionException extends Exception {
    private static final long serialVersionUID = 1L;

    UnknownVersionException(int version) {
      super("format version " + version + "; this service knows " + VERSION);
    }
  }

  byte[] encode() {
    ByteBuffer bytes = ByteBuffer.allocate(BYTES);
    bytes.putLong(MAGIC).putShort(VERSION).putShort((short) BYTES).putInt(0);
    begin.put(bytes);
    bytes.put(session.value().getBytes(StandardCharsets.US_ASCII));
    bytes.putInt(CHECKSUM_AT, checksum(bytes.array()));
    return bytes.array();
  }

  static SegmentHeader decode(byte[] bytes) throws DamagedException, UnknownVersionException {
    if (bytes.length < BYTES) {
      throw new DamagedException("too short for a segment");
    }
    ByteBuffer source = ByteBuffer.wrap(bytes);
    if (source.getLong() != MAGIC) {
      throw new DamagedException("not a segment");
    }
    short version = source.getShort();
    if (version > VERSION) {
      throw new UnknownVersionException(version);
    }
    if (source.getShort() != BYTES || source.getInt(CHECKSUM_AT) != checksum(bytes)) {
      throw new DamagedException("a segment's head that does not match its checksum");
    }
    source.getInt();
    Mark begin = Mark.get(source);
    byte[] id = new byte[ID_BYTES];
    source.get(id);
    return SessionId.parse(new String(id, StandardCharsets.US_ASCII))
        .map(session -> new SegmentHeader(session, begin))
        .orElseThrow(() -> new DamagedException("a segment of no session"));
  }

  private static int checksum(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, CHECKSUM_AT);
    return (int) crc.getValue();
  }
}
