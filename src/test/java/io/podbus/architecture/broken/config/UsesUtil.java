package io.podbus.architecture.broken.config;

import io.podbus.architecture.broken.util.Sleeps;

/// Breaks: config uses nothing of ours.
public class UsesUtil {
  Sleeps util;
}
