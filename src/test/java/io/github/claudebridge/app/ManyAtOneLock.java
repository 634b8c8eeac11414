package io.github.claudebridge.app;

import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import jdk.management.VirtualThreadSchedulerMXBean;

/**
 * A program of many virtual threads that each wait for one lock while a class is initialized for
 * them, and of the one that has the lock. It ends if that one is carried, too, and then tells when
 * as few carriers as there are cores are at work again.
 */
public final class ManyAtOneLock {
  private static final int THREADS = 24;
  public static final Object LOCK = new Object();
  public static final CountDownLatch SOME_WAIT = new CountDownLatch(2);

  /** The same for the main thread: who waits for a latch is woken by who waited before it. */
  public static final CountDownLatch TWO_WAIT = new CountDownLatch(2);

  private ManyAtOneLock() {}

  public static void main(String[] args) throws Exception {
    Carriers.provide(Duration.ofMillis(200), Duration.ofMillis(400));
    awaitFew();
    CountDownLatch held = new CountDownLatch(1);
    List<Thread> all = new ArrayList<>();
    all.add(
        Thread.ofVirtual()
            .start(
                () -> {
                  synchronized (LOCK) {
                    held.countDown();
                    awaitSome();
                  }
                }));
    held.await();
    List<Class<?>> versions = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      versions.add(new OwnVersion().loadClass(Waiting.class.getName(), true));
    }
    for (Class<?> version : versions) {
      all.add(Thread.ofVirtual().start(() -> initialize(version)));
    }
    TWO_WAIT.await();
    System.out.println("two wait");
    for (Thread each : all) {
      each.join();
    }
    System.out.println("all ended");
    System.out.println("few carriers of " + awaitFew().getPoolSize());
  }

  /** Until as few are at work as there are cores, or as were asked for. */
  private static VirtualThreadSchedulerMXBean awaitFew() {
    var carriers = ManagementFactory.getPlatformMXBean(VirtualThreadSchedulerMXBean.class);
    while (carriers.getParallelism() > Runtime.getRuntime().availableProcessors()) {
      Thread.onSpinWait();
    }
    return carriers;
  }

  private static void awaitSome() {
    try {
      SOME_WAIT.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Each thread has its own version of the class, and so an initialization of its own. */
  private static void initialize(Class<?> version) {
    try {
      Class.forName(version.getName(), true, version.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * What waits for the lock in its initializer; it reads and writes nothing, for which Java would
   * wake another carrier.
   */
  public static final class Waiting {
    static {
      TWO_WAIT.countDown();
      SOME_WAIT.countDown();
      synchronized (LOCK) {
        TWO_WAIT.countDown();
      }
    }

    private Waiting() {}
  }

  private static final class OwnVersion extends ClassLoader {
    OwnVersion() {
      super(ManyAtOneLock.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.equals(Waiting.class.getName())) {
        return super.loadClass(name, resolve);
      }
      try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
        byte[] bytes = in.readAllBytes();
        return defineClass(name, bytes, 0, bytes.length);
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
  }
}
