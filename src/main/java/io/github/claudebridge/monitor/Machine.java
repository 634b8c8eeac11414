package io.github.claudebridge.monitor;

/** The machine that the bridge runs on, as far as it is measured. */
public interface Machine {

  /**
   * How it is.
   *
   * @param cpu how busy its processors were since the last look, 0 to 100
   * @param load the load average of one minute; negative where the system has none
   * @param memory its memory
   * @param disk the disk of the state directory
   */
  record Look(double cpu, double load, Space memory, Space disk) {}

  /**
   * Room that is used up.
   *
   * @param free what can still be had, in bytes
   */
  record Space(long free, long total) {
    /** What is used, in bytes. */
    public long used() {
      return total - free;
    }
  }

  /** Looks at all of it; called by one thread, at each sample. */
  Look look();

  /** Looks at the memory alone, at once. */
  Space memory();
}
