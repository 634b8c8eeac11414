package io.github.claudebridge.app;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * A program of many virtual threads that each wait for one lock while a class is initialized for
 * them, and of the one that has the lock. It ends if that one is carried, too.
 */
public final class ManyAtOneLock {
  private static final int THREADS = 24;
  public static final Object LOCK = new Object();
  public static final CountDownLatch SOME_WAIT = new CountDownLatch(2);

  private ManyAtOneLock() {}

  public static void main(String[] args) throws Exception {
    Carriers.provide();
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
    for (int i = 0; i < THREADS; i++) {
      all.add(Thread.ofVirtual().start(ManyAtOneLock::initialize));
    }
    for (Thread each : all) {
      each.join();
    }
    System.out.println("all ended");
  }

  private static void awaitSome() {
    try {
      SOME_WAIT.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Each thread has its own version of the class, and so an initialization of its own. */
  private static void initialize() {
    try {
      Class.forName(Waiting.class.getName(), true, new OwnVersion());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What waits for the lock in its initializer. */
  public static final class Waiting {
    static {
      System.out.println("one waits");
      SOME_WAIT.countDown();
      synchronized (LOCK) {
        System.out.println("and goes on");
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
