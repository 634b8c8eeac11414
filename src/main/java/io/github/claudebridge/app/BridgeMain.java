package io.github.claudebridge.app;

import io.github.claudebridge.access.RedactingConverter;
import io.github.claudebridge.access.Redactor;
import io.github.claudebridge.config.BadSettingsException;
import io.github.claudebridge.config.DotEnv;
import io.github.claudebridge.config.Layout;
import io.github.claudebridge.config.Secret;
import io.github.claudebridge.config.Settings;
import io.github.claudebridge.config.SettingsReader;
import io.github.claudebridge.process.Successor;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The process of the bridge: reads what the operator decided, runs until it is told to end. */
public final class BridgeMain {
  /**
   * The exit code for a bridge that must not run beside another one (sysexits: try again later).
   */
  private static final int HELD = 75;

  /** The exit code for settings that cannot be used (sysexits: configuration). */
  private static final int BAD_SETTINGS = 78;

  /** The exit code of a bridge that was stuck (sysexits: software). */
  private static final int STUCK = 70;

  /** How long an orderly end may take: all is stored, so the next start does what is left. */
  private static final Duration END_WITHIN = Duration.ofSeconds(5);

  private BridgeMain() {}

  /**
   * Runs a bridge.
   *
   * @param args {@code --project DIR}, and optionally {@code --state-dir DIR}, {@code --demo},
   *     {@code --sessions 1,2}, and {@code --start-again} where nothing else would start a bridge
   *     that ended because it was stuck
   */
  public static void main(String[] args) {
    Carriers.provide();
    System.exit(run(args));
  }

  private static int run(String[] args) {
    try {
      Arguments given = Arguments.of(args);
      Map<String, String> environment = new HashMap<>(System.getenv());
      if (given.stateDir() != null) {
        environment.put("CLAUDE_BRIDGE_STATE_DIR", given.stateDir().toString());
      }
      Map<String, String> withSecrets =
          DotEnv.over(given.project().resolve(".env"), environment);
      Settings settings = new SettingsReader(given.project(), withSecrets).read();
      Layout layout = Layout.of(given.project(), settings.stateDir());
      layout.prepare();
      System.setProperty("bridge.logs", layout.logs().toString());
      System.setProperty("bridge.log.level", settings.log().level().name());
      System.setProperty("bridge.log.keep-days", Integer.toString(settings.log().keepDays()));
      RedactingConverter.use(
          new Redactor(DotEnv.token(withSecrets).map(Secret::reveal).stream().toList()));
      try (SingleInstance held = SingleInstance.take(layout.lock())) {
        return serve(given, settings, layout, environment, withSecrets);
      }
    } catch (BadSettingsException e) {
      e.problems().forEach(BridgeMain::tell);
      return BAD_SETTINGS;
    } catch (SingleInstance.HeldException e) {
      tell(e.getMessage());
      return HELD;
    } catch (IllegalArgumentException e) {
      tell(e.getMessage());
      return 64;
    } catch (IOException | RuntimeException e) {
      tell("the bridge could not start: " + e.getMessage());
      LoggerFactory.getLogger(BridgeMain.class).error("the bridge could not start", e);
      return 1;
    }
  }

  private static int serve(
      Arguments given,
      Settings settings,
      Layout layout,
      Map<String, String> environment,
      Map<String, String> withSecrets)
      throws IOException, BadSettingsException {
    Logger log = LoggerFactory.getLogger(BridgeMain.class);
    CountDownLatch end = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  boolean bySignal = ended.getCount() > 0;
                  end.countDown();
                  if (bySignal) { // Java itself would end with 143, as if something had gone wrong
                    awaitEnd(ended, log);
                    Runtime.getRuntime().halt(0);
                  }
                }));
    try (Bridge bridge =
        new Bridge(
            new Bridge.Start(
                settings,
                layout,
                given.demo() ? null : DotEnv.token(withSecrets).orElse(null),
                environment,
                InstantSource.system(),
                end::countDown,
                () -> endStuck(given, layout, log)))) {
      Thread.setDefaultUncaughtExceptionHandler(
          (thread, cause) -> {
            log.error("the thread {} ended by an error", thread.getName(), cause);
            bridge.reports().write("the thread " + thread.getName() + " ended by an error", cause);
          });
      bridge.run(given.sessions());
      end.await();
      log.info("stopping");
      Thread.ofPlatform()
          .daemon()
          .name("end")
          .start(
              () -> {
                if (!awaitEnd(ended, log)) {
                  Runtime.getRuntime().halt(0);
                }
              });
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      ended.countDown();
    }
    return 0;
  }

  /** Waits until all was let go of; false if that takes too long. */
  private static boolean awaitEnd(CountDownLatch ended, Logger log) {
    try {
      if (ended.await(END_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
        return true;
      }
      log.warn("not all was let go of within {} s; the next start goes on", END_WITHIN.toSeconds());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return false;
  }

  /** What is stored goes on with the next bridge; the agents live on meanwhile. */
  private static void endStuck(Arguments given, Layout layout, Logger log) {
    if (given.startAgain()) {
      try {
        Successor.prepare(
            given.startScript(), given.project(), layout.logs().resolve("start-again.out"));
      } catch (IOException e) {
        log.error("nothing will start the bridge again; do it by hand: ./start-bridge.sh", e);
      }
    }
    Runtime.getRuntime().halt(STUCK);
  }

  /** The one thing said before there is a log to say it in. */
  @SuppressWarnings("SystemOut")
  private static void tell(String words) {
    System.err.println("claude-discord-bridge: " + words);
  }

  /** What the start script says. */
  private record Arguments(
      Path project,
      @org.jspecify.annotations.Nullable Path stateDir,
      boolean demo,
      boolean startAgain,
      Set<Integer> sessions) {

    static Arguments of(String[] args) {
      Path project = Path.of("").toAbsolutePath();
      Path stateDir = null;
      boolean demo = false;
      boolean startAgain = false;
      Set<Integer> sessions = Set.of();
      for (int i = 0; i < args.length; i++) {
        switch (args[i]) {
          case "--demo" -> demo = true;
          case "--start-again" -> startAgain = true;
          case "--project" -> project = Path.of(value(args, ++i)).toAbsolutePath();
          case "--state-dir" -> stateDir = Path.of(value(args, ++i)).toAbsolutePath();
          case "--sessions" ->
              sessions =
                  Arrays.stream(value(args, ++i).split(","))
                      .map(Integer::valueOf)
                      .collect(Collectors.toSet());
          default -> throw new IllegalArgumentException("unknown argument " + args[i]);
        }
      }
      return new Arguments(project, stateDir, demo, startAgain, sessions);
    }

    /** The command that this bridge was started with. */
    List<String> startScript() {
      List<String> command = new ArrayList<>();
      command.add(project.resolve("start-bridge.sh").toString());
      if (demo) {
        command.add("--demo");
      }
      sessions.stream().sorted().map(String::valueOf).forEach(command::add);
      return command;
    }

    private static String value(String[] args, int at) {
      if (at >= args.length) {
        throw new IllegalArgumentException(args[at - 1] + " needs a value");
      }
      return args[at];
    }
  }
}
