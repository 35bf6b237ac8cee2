package io.podbus.it;

import java.nio.charset.StandardCharsets;
import java.util.Random;

/// What may come over a WebSocket and is wrong: frames that are none, and messages that neither
/// subprotocol knows.
final class MalformedFrames {
  private static final String[] MESSAGES = {
    "",
    "{",
    "[]",
    "null",
    "{\"type\":1}",
    "{\"type\":\"resize\",\"rows\":-1,\"cols\":1e9}",
    "{\"type\":\"signal\",\"signal\":\"--help\"}",
    "{\"type\":\"ack\",\"bytes\":-5}",
    "{\"type\":\"__proto__\"}",
    "{\"resize\":{}}",
    "\u0000\u00ff",
    "{\"Width\":\"x\"}"
  };

  private final Random random;

  MalformedFrames(Random random) {
    this.random = random;
  }

  /// The request for the upgrade.
  byte[] upgrade(String host, String session) {
    String protocol =
        switch (random.nextInt(4)) {
          case 0 -> "Sec-WebSocket-Protocol: podbus.v1\r\n";
          case 1 -> "Sec-WebSocket-Protocol: v5.channel.k8s.io\r\n";
          case 2 -> "Sec-WebSocket-Protocol: nonsense, \u00e9\r\n";
          default -> "";
        };
    String key = random.nextInt(8) == 0 ? "x" : "dGhlIHNhbXBsZSBub25jZQ==";
    return ("GET "
            + session
            + "/terminal HTTP/1.1\r\nHost: "
            + host
            + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: "
            + (random.nextInt(10) == 0 ? 99 : 13)
            + "\r\nSec-WebSocket-Key: "
            + key
            + "\r\n"
            + protocol
            + "\r\n")
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  /// A few frames.
  byte[] next() {
    byte[] frames = frame();
    for (int i = random.nextInt(3); i > 0; i--) {
      frames = Malformed.join(frames, frame());
    }
    return frames;
  }

  private byte[] frame() {
    byte[] message = MESSAGES[random.nextInt(MESSAGES.length)].getBytes(StandardCharsets.UTF_8);
    return switch (random.nextInt(9)) {
      // Not masked.
      case 0 -> Malformed.join(new byte[] {(byte) 0x81, 2}, new byte[] {'{', '}'});
      // Reserved bits, and kinds of frames that there are not.
      case 1 -> masked(0x80 | 0x70 | random.nextInt(16), message);
      case 2 -> masked(0x80 | (3 + random.nextInt(5)), message);
      // A length that no frame has, and the end before it.
      case 3 -> new byte[] {(byte) 0x82, (byte) 0xff, 127, -1, -1, -1, -1, -1, -1, -1};
      case 4 -> new byte[] {(byte) 0x82, (byte) 0xff, 0, 0, 0, 0, 127, -1, -1, -1, 1, 2, 3, 4};
      // Text that is none, a ping in pieces, a continuation of nothing.
      case 5 -> masked(0x81, new byte[] {(byte) 0xc3, 0x28, (byte) 0xff});
      case 6 -> masked(0x09, message);
      case 7 -> masked(0x80, message);
      default -> masked(random.nextBoolean() ? 0x81 : 0x82, message);
    };
  }

  private byte[] masked(int first, byte[] payload) {
    byte[] frame = new byte[6 + payload.length];
    frame[0] = (byte) first;
    frame[1] = (byte) (0x80 | payload.length);
    // A mask of zeros leaves it as it is.
    System.arraycopy(payload, 0, frame, 6, payload.length);
    return frame;
  }
}
