package io.podbus.session.journal;

/// The seeds of a property test: the one that `-Dseed=` names, or a few new ones.
public final class Seeds {
  private Seeds() {}

  public static long[] of(int count) {
    Long given = Long.getLong("seed");
    if (given != null) {
      return new long[] {given};
    }
    long[] seeds = new long[count];
    for (int i = 0; i < count; i++) {
      seeds[i] = System.nanoTime() * 31 + i;
    }
    return seeds;
  }
}
