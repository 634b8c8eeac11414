package io.github.claudebridge.claude;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the sub-agents of a conversation have used up, from their own transcripts beside the main
 * one. Each look tells what is new. Thread-safe.
 */
public final class SubAgentRecords {
  private static final Logger log = LoggerFactory.getLogger(SubAgentRecords.class);

  /** An id is part of a path and comes from a hook. */
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,64}");

  private static final int MOST = 100;

  private final Map<Path, TranscriptReader> readers = new LinkedHashMap<>();

  /** A sub-agent has been heard of. */
  public synchronized void heard(Path transcript, String agentId) {
    if (!ID.matcher(agentId).matches()) {
      return;
    }
    String conversation = transcript.getFileName().toString().replaceAll("\\.jsonl$", "");
    Path file = transcript.resolveSibling(conversation).resolve("subagents");
    readers.computeIfAbsent(
        file.resolve("agent-" + agentId + ".jsonl"), f -> new TranscriptReader(f, 0));
    if (readers.size() > MOST) {
      readers.remove(readers.keySet().iterator().next());
    }
  }

  /** Whether there are any. */
  public synchronized boolean any() {
    return !readers.isEmpty();
  }

  /** What they have used since the last look. */
  public synchronized List<TranscriptLine.Usage> news() {
    List<TranscriptLine.Usage> news = new ArrayList<>();
    readers.forEach(
        (file, reader) -> {
          try {
            reader.read(
                (line, after) -> {
                  if (line instanceof TranscriptLine.Usage usage) {
                    news.add(usage);
                  }
                });
          } catch (IOException e) {
            log.info("what a sub-agent used is not known: {}", e.toString());
          }
        });
    return news;
  }
}
