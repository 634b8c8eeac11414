package io.github.claudebridge.journey;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudebridge.testing.CrashRig;
import io.github.claudebridge.testing.twin.TwinPost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Judges what became of every message from three sides that know nothing of each other: what the
 * agents wrote into their transcripts, what stands in the channels, and what the store says.
 */
public final class CrashOracle {
  private static final Pattern TOKEN = Pattern.compile("\\bm\\d{4,7}\\b");

  private static final Pattern FILE =
      Pattern.compile("^⚠️ The agent did not get `?m\\d{4,7}-\\d+\\.txt");

  private static final Map<String, String> ENDS =
      Map.of("ANSWERED", "✅", "FAILED", "❌", "UNDECIDED", "❓");

  /** A message as it was said. */
  public record Asked(String id, String token, int session) {}

  /** What the store says of a message. */
  public record Stored(String rung, String reason) {}

  /** What was found; the lists name each message that is not as it should be. */
  public record Verdict(
      int answered,
      int failed,
      int undecided,
      List<String> lostIn,
      List<String> duplicatedIn,
      List<String> outOfOrder,
      List<String> lostOut,
      List<String> duplicatedOut,
      List<String> mirrored,
      List<String> reasons) {

    @Override
    public String toString() {
      return ("in: lost %d, duplicated %d, undecided %d, out of order %d / out: lost %d,"
              + " duplicated %d, taken for a person's %d / answered %d, failed and told %d")
          .formatted(
              lostIn.size(),
              duplicatedIn.size(),
              undecided,
              outOfOrder.size(),
              lostOut.size(),
              duplicatedOut.size(),
              mirrored.size(),
              answered,
              failed);
    }

    /** Each of them by name. */
    public String details() {
      return ("lost in %s%nduplicated in %s%nout of order %s%nlost out %s%n"
              + "duplicated out %s%nmirrored %s%nreasons %s")
          .formatted(lostIn, duplicatedIn, outOfOrder, lostOut, duplicatedOut, mirrored, reasons);
    }
  }

  private final CrashRig rig;
  private final List<Asked> asked;

  public CrashOracle(CrashRig rig, List<Asked> asked) {
    this.rig = rig;
    this.asked = asked;
  }

  /** What the store says of each message by its id; read beside a running bridge. */
  public static Map<String, Stored> stored(Path store) throws SQLException {
    Map<String, Stored> all = new HashMap<>();
    try (Connection db = open(store);
        ResultSet r =
            db.createStatement().executeQuery("SELECT id, rung, reason FROM message")) {
      while (r.next()) {
        all.put(
            r.getString(1), new Stored(r.getString(2), String.valueOf(r.getString(3))));
      }
    }
    return all;
  }

  /** How many posts are not sent yet. */
  public static int pendingPosts(Path store) throws SQLException {
    try (Connection db = open(store);
        ResultSet r =
            db.createStatement()
                .executeQuery("SELECT count(*) FROM post WHERE state = 'PENDING'")) {
      return r.getInt(1);
    }
  }

  /** How many messages have come to their end, whichever it is. */
  public static int settled(Path store) throws SQLException {
    try (Connection db = open(store);
        ResultSet r =
            db.createStatement()
                .executeQuery(
                    "SELECT count(*) FROM message"
                        + " WHERE rung IN ('ANSWERED', 'FAILED', 'UNDECIDED')")) {
      return r.getInt(1);
    }
  }

  /** How long each restart took that brought an agent back, from notice to readiness. */
  public static List<Duration> comebacks(Path store) throws SQLException {
    List<Duration> all = new ArrayList<>();
    try (Connection db = open(store);
        ResultSet r =
            db.createStatement()
                .executeQuery(
                    "SELECT at, done_at FROM recovery_attempt"
                        + " WHERE remedy = 'restart' AND outcome = 'back'")) {
      while (r.next()) {
        all.add(Duration.between(Instant.parse(r.getString(1)), Instant.parse(r.getString(2))));
      }
    }
    return all;
  }

  /** In how many channels it is known from where on the bridge listens. */
  public static int begun(Path store) throws SQLException {
    try (Connection db = open(store);
        ResultSet r = db.createStatement().executeQuery("SELECT count(*) FROM channel_start")) {
      return r.getInt(1);
    }
  }

  private static Connection open(Path store) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:sqlite:" + (store.startsWith("/proc") ? copied(store) : store));
  }

  /** SQLite follows links by itself, and so would not get to a disk that only the bridge has. */
  private static Path copied(Path store) throws SQLException {
    try {
      Path folder = Files.createTempDirectory("cdb-store");
      for (String end : List.of("", "-wal")) {
        Path from = Path.of(store + end);
        if (Files.exists(from)) {
          Files.copy(from, folder.resolve("store" + end));
        }
      }
      for (String end : List.of("", "-wal", "-shm")) {
        folder.resolve("store" + end).toFile().deleteOnExit();
      }
      return folder.resolve("store");
    } catch (IOException e) {
      throw new SQLException("the store cannot be copied", e);
    }
  }

  /** Looks at every message that was said. */
  public Verdict judge() throws SQLException {
    Map<String, Stored> stored = stored(rig.bridge().layout().store());
    Verdict v =
        new Verdict(
            count(stored, "ANSWERED"),
            count(stored, "FAILED"),
            count(stored, "UNDECIDED"),
            new ArrayList<>(),
            new ArrayList<>(),
            new ArrayList<>(),
            new ArrayList<>(),
            new ArrayList<>(),
            new ArrayList<>(),
            new ArrayList<>());
    for (int n = 1; n <= rig.sessions(); n++) {
      judge(n, stored, v);
    }
    return v;
  }

  /** The messages whose reaction in the channel is not the one of what became of them, alone. */
  public List<String> wrongMarks() throws SQLException {
    List<String> wrong = new ArrayList<>();
    Map<String, Stored> stored = stored(rig.bridge().layout().store());
    for (Asked a : asked) {
      String rung = stored.getOrDefault(a.id(), new Stored("never stored", "")).rung();
      Set<String> shown = rig.twin().reactions(a.id()).keySet();
      if (!shown.equals(Set.of(ENDS.getOrDefault(rung, rung)))) {
        wrong.add(a.token() + "(" + rung + ", shows " + shown + ")");
      }
    }
    return wrong;
  }

  private static int count(Map<String, Stored> stored, String rung) {
    return (int) stored.values().stream().filter(s -> s.rung().equals(rung)).count();
  }

  private void judge(int session, Map<String, Stored> stored, Verdict v) {
    Map<String, Integer> prompts = new LinkedHashMap<>();
    Map<String, Integer> answers = new LinkedHashMap<>();
    String last = "";
    for (JsonNode line : rig.transcript(session)) {
      JsonNode content = line.at("/message/content");
      if (line.path("type").asText().equals("user") && content.isTextual()) {
        for (String token : tokens(content.asText())) {
          prompts.merge(token, 1, Integer::sum);
          if (token.compareTo(last) < 0) {
            v.outOfOrder().add(token + " after " + last);
          }
          last = token;
        }
      } else if (line.path("type").asText().equals("assistant")) {
        tokens(content.at("/0/text").asText()).forEach(t -> answers.merge(t, 1, Integer::sum));
      }
    }
    List<TwinPost> posts = rig.twin().posts(CrashRig.channel(session));
    for (TwinPost post : posts) {
      if (post.content().matches("(?s).*> (echo|pause \\d+) m\\d{4}.*")) {
        v.mirrored().addAll(tokens(post.content()));
      }
    }
    for (Asked a : asked) {
      if (a.session() == session) {
        Stored s = stored.getOrDefault(a.id(), new Stored("never stored", ""));
        judge(
            a, s, prompts.getOrDefault(a.token(), 0), answers.getOrDefault(a.token(), 0), posts, v);
      }
    }
  }

  private static void judge(
      Asked a, Stored s, int prompts, int answers, List<TwinPost> posts, Verdict v) {
    String name = a.token() + "(" + a.session() + ", " + s.rung() + ": " + s.reason() + ")";
    long answered =
        posts.stream().filter(p -> p.content().startsWith(a.token())).count()
            + folded(posts).filter(line -> line.startsWith(a.token())).count();
    long told =
        posts.stream()
            .filter(p -> a.id().equals(p.replyTo()) && !p.content().startsWith(a.token()))
            .filter(p -> !FILE.matcher(p.content()).find()) // told of a file, not of the message
            .count();
    boolean settled = s.rung().equals("FAILED") || s.rung().equals("UNDECIDED");
    if (settled) {
      v.reasons().add(name);
    }
    if (settled ? told == 0 : !s.rung().equals("ANSWERED") || prompts == 0) {
      v.lostIn().add(name);
    }
    if (prompts > 1) {
      v.duplicatedIn().add(name + " x" + prompts);
    }
    if (answered == 0 && (answers > 0 || s.rung().equals("ANSWERED"))) {
      v.lostOut().add(name);
    }
    if (answered > Math.max(1, prompts) || told > 1) {
      v.duplicatedOut().add(name + " x" + answered + ", told " + told);
    }
  }

  private static List<String> tokens(String text) {
    List<String> found = new ArrayList<>();
    Matcher matcher = TOKEN.matcher(text);
    while (matcher.find()) {
      found.add(matcher.group());
    }
    return found.stream().distinct().toList();
  }

  /** The lines of posts that were too many, and came together in a file. */
  private static Stream<String> folded(List<TwinPost> posts) {
    return posts.stream()
        .flatMap(p -> p.attachments().stream())
        .filter(file -> file.name().equals("posts.md"))
        .flatMap(file -> new String(file.bytes(), StandardCharsets.UTF_8).lines());
  }
}
