package io.podbus.architecture.broken.util;

/// Breaks: a package without a meaning, nothing sleeps, nothing static changes.
public class Sleeps {
  static int count;

  void sleep() throws InterruptedException {
    count++;
    Thread.sleep(1);
  }
}
