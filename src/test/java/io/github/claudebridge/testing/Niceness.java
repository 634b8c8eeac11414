package io.github.claudebridge.testing;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** How much of a core a thread leaves to the others ({@code setpriority(2)}). */
final class Niceness {
  private static final int PRIO_PROCESS = 0; // on Linux, with 0 as whose: of the calling thread
  private static final MethodHandle SETPRIORITY =
      Linker.nativeLinker()
          .downcallHandle(
              Linker.nativeLinker().defaultLookup().find("setpriority").orElseThrow(),
              FunctionDescriptor.of(
                  ValueLayout.JAVA_INT,
                  ValueLayout.JAVA_INT,
                  ValueLayout.JAVA_INT,
                  ValueLayout.JAVA_INT));

  private Niceness() {}

  /**
   * Sets it for the rest of the calling thread's life.
   *
   * @param nice from 0, as all are, to 19, which takes what nobody else wants
   * @throws IllegalStateException if Linux refuses
   */
  static void ofThisThread(int nice) {
    int refused;
    try {
      refused = (int) SETPRIORITY.invokeExact(PRIO_PROCESS, 0, nice);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
    if (refused != 0) {
      throw new IllegalStateException("this thread cannot be made nicer by " + nice);
    }
  }
}
