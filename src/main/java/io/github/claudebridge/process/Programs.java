package io.github.claudebridge.process;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.commons.exec.CommandLine;
import org.apache.commons.exec.DefaultExecutor;
import org.apache.commons.exec.ExecuteWatchdog;
import org.apache.commons.exec.PumpStreamHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs short programs to their end.
 *
 * <p>No shell and no quoting: each argument reaches the program as it is. The environment is the
 * given map and nothing else, so that nothing of ours leaks into a child.
 */
public final class Programs {

  /** The most that is kept of each output stream unless told otherwise, in bytes. */
  public static final int DEFAULT_OUTPUT_CAP = 1 << 20;

  private static final Logger log = LoggerFactory.getLogger(Programs.class);

  private Programs() {}

  /** Runs {@code command} without input in {@code /}, keeping {@link #DEFAULT_OUTPUT_CAP} bytes. */
  public static ProgramResult run(
      List<String> command, Map<String, String> environment, Duration deadline) throws IOException {
    return run(command, environment, Path.of("/"), new byte[0], deadline, DEFAULT_OUTPUT_CAP);
  }

  /**
   * Runs {@code command} and waits for its end, at most for {@code deadline} and some 4 s more
   * where a grandchild, which is not killed, keeps its pipes open.
   *
   * @param command the program and its arguments, at least one word
   * @param environment the whole environment of the program
   * @param directory where it runs
   * @param input what it reads from standard input; may be empty
   * @param deadline after which it is killed and the result says so
   * @param outputCap bytes kept of each output stream; the rest is read and dropped
   * @throws IOException when the program cannot be started
   */
  public static ProgramResult run(
      List<String> command,
      Map<String, String> environment,
      Path directory,
      byte[] input,
      Duration deadline,
      int outputCap)
      throws IOException {
    if (command.isEmpty()) {
      throw new IllegalArgumentException("empty command: name a program to run");
    }
    var line = new CommandLine(command.getFirst());
    command.stream().skip(1).forEach(word -> line.addArgument(word, false));
    var out = new CappedOutput(outputCap);
    var err = new CappedOutput(outputCap);
    var watchdog = ExecuteWatchdog.builder().setTimeout(deadline).get();
    var streams = new PatientPumps(out, err, new ByteArrayInputStream(input));
    streams.setStopTimeout(Duration.ofMillis(100)); // Commons Exec adds 2 s for each stream
    var executor =
        DefaultExecutor.builder()
            .setExecuteStreamHandler(streams)
            .setWorkingDirectory(directory.toFile())
            .get();
    executor.setWatchdog(watchdog);
    executor.setExitValues(null); // every status is a result, none an exception
    int exit;
    try {
      exit = executor.execute(line, environment);
    } catch (IOException e) {
      if (!watchdog.killedProcess()) {
        throw e;
      }
      exit = -1;
    }
    return new ProgramResult(exit, out.text(), err.text(), watchdog.killedProcess());
  }

  /** Gives up, without an error, on pipes that a grandchild holds open after the program's end. */
  private static final class PatientPumps extends PumpStreamHandler {
    private PatientPumps(OutputStream out, OutputStream err, ByteArrayInputStream in) {
      super(out, err, in);
    }

    @Override
    public void stop() {
      try {
        super.stop();
      } catch (IOException e) {
        log.debug("Output of a program is not read to its end: {}", e.getMessage());
      }
    }
  }

  /** Keeps the first bytes and drops the rest, so that a flooding program costs no memory. */
  private static final class CappedOutput extends OutputStream {
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private final int cap;

    private CappedOutput(int cap) {
      this.cap = cap;
    }

    @Override
    public synchronized void write(int b) {
      if (kept.size() < cap) {
        kept.write(b);
      }
    }

    @Override
    public synchronized void write(byte[] bytes, int from, int length) {
      kept.write(bytes, from, Math.min(length, cap - kept.size()));
    }

    private synchronized String text() {
      return kept.toString(StandardCharsets.UTF_8);
    }
  }
}
