package io.podbus.architecture.broken.process;

import io.podbus.architecture.broken.protocol.UsesConfig;
import java.lang.foreign.Arena;

/// Breaks: process uses process.posix alone; native code belongs there.
public class UsesProtocol {
  UsesConfig protocol;
  Arena arena;
}
