package io.github.claudebridge.bench;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;

/**
 * When a process of somebody else ended, told by Linux at once ({@code pidfd_open(2)}). Java looks
 * now and then after processes that are not its children.
 */
final class ProcessEnd {
  private static final Linker LINKER = Linker.nativeLinker();
  private static final int PIDFD_OPEN = 434; // of every architecture
  private static final short POLLIN = 1;
  private static final MethodHandle SYSCALL =
      function(
          "syscall",
          FunctionDescriptor.of(
              ValueLayout.JAVA_LONG,
              ValueLayout.JAVA_LONG,
              ValueLayout.JAVA_LONG,
              ValueLayout.JAVA_LONG),
          Linker.Option.firstVariadicArg(1));
  private static final MethodHandle POLL =
      function(
          "poll",
          FunctionDescriptor.of(
              ValueLayout.JAVA_INT,
              ValueLayout.ADDRESS,
              ValueLayout.JAVA_LONG,
              ValueLayout.JAVA_INT));
  private static final MethodHandle CLOSE =
      function("close", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

  private ProcessEnd() {}

  private static MethodHandle function(
      String name, FunctionDescriptor descriptor, Linker.Option... options) {
    return LINKER.downcallHandle(
        LINKER.defaultLookup().find(name).orElseThrow(), descriptor, options);
  }

  /**
   * Watches a process that runs, and returns when it is watched.
   *
   * @return completed when the process has ended, with the time then
   * @throws IllegalStateException there is no such process
   */
  static CompletableFuture<Instant> of(long pid) {
    int descriptor = (int) call(() -> (long) SYSCALL.invokeExact((long) PIDFD_OPEN, pid, 0L));
    if (descriptor < 0) {
      throw new IllegalStateException("process " + pid + " cannot be watched");
    }
    CompletableFuture<Instant> end = new CompletableFuture<>();
    Thread.ofPlatform().daemon().name("end-of-" + pid).start(() -> await(descriptor, end));
    return end;
  }

  private static void await(int descriptor, CompletableFuture<Instant> end) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment polled = arena.allocate(ValueLayout.JAVA_LONG);
      polled.set(ValueLayout.JAVA_INT, 0, descriptor);
      polled.set(ValueLayout.JAVA_SHORT, 4, POLLIN);
      int ready;
      do {
        ready = (int) call(() -> (int) POLL.invokeExact(polled, 1L, -1));
      } while (ready <= 0); // a signal came
      end.complete(Instant.now());
      call(() -> (int) CLOSE.invokeExact(descriptor));
    } catch (RuntimeException e) {
      end.completeExceptionally(e);
    }
  }

  private interface Call {
    long make() throws Throwable;
  }

  private static long call(Call call) {
    try {
      return call.make();
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("a function of the C library threw", e);
    }
  }
}
