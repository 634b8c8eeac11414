package io.github.claudebridge.bench;

import io.github.claudebridge.journey.CrashOracle.Asked;
import io.github.claudebridge.testing.CrashRig;
import io.github.claudebridge.testing.twin.TwinFile;
import io.github.claudebridge.testing.twin.TwinFile.Served;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** What people say in a soak: texts one by one, and files twenty at once. */
final class SoakLoad {
  static final int FILES = 20;
  private static final int MOST_IN_A_MESSAGE = 10; // Discord's limit
  private static final int LARGE = 16_384;

  /** A file as it was sent: the message it hangs from, its name, and whether it can be had. */
  record File(Asked message, String name, byte[] bytes, boolean there) {}

  private final CrashRig rig;
  private final Random random;
  private final List<Asked> asked = new ArrayList<>();
  private final List<File> files = new ArrayList<>();
  private int bursts;
  private boolean slowly;
  private boolean oneFails;

  SoakLoad(CrashRig rig, Random random) {
    this.rig = rig;
    this.random = random;
  }

  List<Asked> asked() {
    return asked;
  }

  List<File> files() {
    return files;
  }

  int bursts() {
    return bursts;
  }

  /** The files of the next burst come slowly. */
  void slowFiles() {
    slowly = true;
  }

  /** One file of each message of the next burst cannot be had. */
  void missingFiles() {
    oneFails = true;
  }

  /** Somebody says something, in one line or in many, that is answered at once or slowly. */
  void message() {
    int session = 1 + random.nextInt(rig.sessions());
    String how = random.nextInt(4) == 0 ? "pause " + random.nextInt(1_200) : "echo";
    say(session, nextToken(), how, words(), List.of());
  }

  /** Twenty files at the same moment, spread over the sessions. */
  void burst() {
    bursts++;
    int each = Math.min(MOST_IN_A_MESSAGE, Math.ceilDiv(FILES, rig.sessions()));
    int session = random.nextInt(rig.sessions());
    for (int left = FILES; left > 0; left -= each) {
      filed(1 + session++ % rig.sessions(), Math.min(each, left));
    }
    slowly = false;
    oneFails = false;
  }

  private void filed(int session, int count) {
    String token = nextToken();
    List<TwinFile> sent = new ArrayList<>();
    int missing = oneFails ? random.nextInt(count) : -1;
    for (int i = 0; i < count; i++) {
      Served served = slowly ? Served.SLOWLY : Served.WELL;
      if (i == missing) {
        served = random.nextBoolean() ? Served.NOT_FOUND : Served.TRUNCATED;
      }
      String name = token + "-" + i + ".txt";
      int length = i == 0 ? LARGE : 1 + random.nextInt(2_000);
      byte[] bytes = name.repeat(1 + length / name.length()).getBytes(StandardCharsets.UTF_8);
      sent.add(TwinFile.of(name, "text/plain; charset=utf-8", bytes).served(served));
    }
    Asked message = say(session, token, "echo", "files", sent);
    for (TwinFile file : sent) {
      boolean there = file.served() == Served.WELL || file.served() == Served.SLOWLY;
      files.add(new File(message, file.name(), file.bytes(), there));
    }
  }

  private Asked say(int session, String token, String how, String words, List<TwinFile> sent) {
    String id =
        rig.twin()
            .say(
                CrashRig.channel(session),
                CrashRig.ANN,
                how + " " + token + " " + words,
                sent.toArray(TwinFile[]::new));
    Asked message = new Asked(id, token, session);
    asked.add(message);
    return message;
  }

  private String nextToken() {
    return "m%06d".formatted(asked.size());
  }

  private String words() {
    StringBuilder words = new StringBuilder();
    int count = random.nextInt(4) == 0 ? 60 : 3;
    for (int i = 0; i < count; i++) {
      words.append(Integer.toString(random.nextInt(36 * 36 * 36), 36));
      words.append(random.nextInt(6) == 0 ? "\n" : random.nextInt(8) == 0 ? " 日本 " : " ");
    }
    return words.toString().strip();
  }
}
