package io.github.claudebridge.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudebridge.testing.CrashRig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What became of the files: each stands in its message's prompt with a path, and whole at that
 * path, or both the agent and the channel were told that it could not be fetched.
 *
 * @param arrived those that lie there as they were sent
 * @param told those that could not be had, and were told once
 * @param unread those whose message was never typed, which is told of that message
 * @param wrong all others, each with what is wrong
 */
record SoakFiles(int arrived, int told, int unread, List<String> wrong) {
  private static final Pattern STORED =
      Pattern.compile("Attached file: (\\S+) \\((m\\d+-\\d+\\.txt), \\d+ bytes\\)");
  private static final Pattern MISSED =
      Pattern.compile("\\(The attachment \"(m\\d+-\\d+\\.txt)\" could not be fetched");
  private static final Pattern NOTICE =
      Pattern.compile("^⚠️ The agent did not get (m\\d+-\\d+\\.txt): ");

  static SoakFiles judge(CrashRig rig, List<SoakLoad.File> sent) throws IOException {
    Map<String, Path> stored = new HashMap<>();
    Map<String, Integer> missed = new HashMap<>();
    Map<String, Integer> notices = new HashMap<>();
    StringBuilder prompts = new StringBuilder();
    for (int n = 1; n <= rig.sessions(); n++) {
      for (JsonNode line : rig.transcript(n)) {
        JsonNode content = line.at("/message/content");
        if (line.path("type").asText().equals("user") && content.isTextual()) {
          prompts.append(content.asText()).append('\n');
        }
      }
      rig.twin().posts(CrashRig.channel(n)).forEach(p -> count(NOTICE, p.content(), notices));
    }
    Matcher found = STORED.matcher(prompts);
    while (found.find()) {
      stored.put(found.group(2), Path.of(found.group(1)));
    }
    count(MISSED, prompts, missed);
    return judge(sent, stored, missed, notices);
  }

  private static SoakFiles judge(
      List<SoakLoad.File> sent,
      Map<String, Path> stored,
      Map<String, Integer> missed,
      Map<String, Integer> notices)
      throws IOException {
    int arrived = 0;
    int told = 0;
    int unread = 0;
    List<String> wrong = new ArrayList<>();
    Set<String> typed =
        Stream.concat(stored.keySet().stream(), missed.keySet().stream())
            .map(name -> name.substring(0, name.indexOf('-')))
            .collect(Collectors.toSet());
    for (SoakLoad.File file : sent) {
      String name = file.name();
      Path path = stored.get(name);
      if (path != null) {
        if (file.there()
            && Files.exists(path)
            && Arrays.equals(Files.readAllBytes(path), file.bytes())) {
          arrived++;
        } else {
          wrong.add(name + ": " + path + " is not what was sent");
        }
      } else if (!typed.contains(file.message().token())) {
        unread++;
      } else if (missed.containsKey(name) && notices.getOrDefault(name, 0) == 1 && !file.there()) {
        told++;
      } else {
        wrong.add(
            "%s: there %b, told the agent %d times, the channel %d times"
                .formatted(
                    name,
                    file.there(),
                    missed.getOrDefault(name, 0),
                    notices.getOrDefault(name, 0)));
      }
    }
    return new SoakFiles(arrived, told, unread, wrong);
  }

  private static void count(Pattern pattern, CharSequence text, Map<String, Integer> counts) {
    Matcher found = pattern.matcher(text);
    while (found.find()) {
      counts.merge(found.group(1), 1, Integer::sum);
    }
  }
}
