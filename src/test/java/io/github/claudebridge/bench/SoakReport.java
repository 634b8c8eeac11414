package io.github.claudebridge.bench;

import io.github.claudebridge.config.Durations;
import io.github.claudebridge.journey.CrashOracle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a soak found.
 *
 * @param took from the first start to the verdict
 * @param loads the machine's load average
 * @param messages how many were said
 * @param bursts how often 20 files came at once
 * @param killed how often the bridge was killed with signal 9
 * @param ended how often it was ended in good order
 * @param faults how often each other fault was made
 * @param settled whether all came to its end once nothing more was said
 * @param verdict what became of the messages
 * @param files what became of the files
 * @param violations what Discord would not have taken
 * @param comebacks how long each restart of an agent took, from notice to readiness
 * @param flat what the bridge's last life used
 */
record SoakReport(
    SoakPlan plan,
    Duration took,
    String loads,
    int messages,
    int bursts,
    int killed,
    int ended,
    Map<SoakFault, Integer> faults,
    boolean settled,
    CrashOracle.Verdict verdict,
    SoakFiles files,
    List<String> violations,
    List<Duration> comebacks,
    List<Flatness> flat) {

  int lost() {
    return verdict.lostIn().size() + verdict.lostOut().size() + files.wrong().size();
  }

  int doubled() {
    return verdict.duplicatedIn().size() + verdict.duplicatedOut().size();
  }

  /** All that is not as it should be, in words; none of a good run. */
  List<String> problems() {
    List<String> all = new ArrayList<>();
    if (!settled) {
      all.add("something was still under way when nothing had been said for minutes");
    }
    name(all, "lost on the way in", verdict.lostIn());
    name(all, "lost on the way out", verdict.lostOut());
    name(all, "files not as sent", files.wrong());
    name(all, "typed twice", verdict.duplicatedIn());
    name(all, "posted twice", verdict.duplicatedOut());
    name(all, "out of order", verdict.outOfOrder());
    name(all, "taken for typed at the terminal", verdict.mirrored());
    name(all, "not taken by Discord", violations);
    flat.stream().filter(Flatness::grew).forEach(f -> all.add("not flat: " + f.row()));
    return all;
  }

  private static void name(List<String> all, String what, List<String> which) {
    if (!which.isEmpty()) {
      all.add(what + ": " + which);
    }
  }

  /** All of it as Markdown. */
  String markdown() {
    StringBuilder out = new StringBuilder();
    out.append(
        "`bench/soak %s --seed=%d --sessions=%d`, load average %s.%n%n| | |%n|---|---|%n"
            .formatted(
                Durations.format(plan.duration()), plan.seed(), plan.sessions(), loads));
    row(out, "time, with settling", (took.toSeconds() + 30) / 60 + " min");
    row(out, "messages, " + plan.sessions() + " sessions", messages);
    row(out, "attachments, " + SoakLoad.FILES + " at a time", bursts * SoakLoad.FILES);
    row(out, "restarts of the bridge", killed + " after signal 9, " + ended + " in good order");
    row(out, "restarts of agents", comebacks.size() + ", ready after " + comeback());
    faults.forEach((fault, times) -> row(out, fault.words(), times));
    row(out, "**lost**", "**" + lost() + "**");
    row(out, "**doubled**", "**" + doubled() + "**");
    row(out, "out of order", verdict.outOfOrder().size());
    row(out, "answered", verdict.answered());
    row(out, "failed, and told", verdict.failed());
    row(out, "undecided, and told", verdict.undecided());
    row(out, "files as sent", files.arrived());
    row(out, "files that could not be had, and were told", files.told());
    row(out, "files of messages that were not typed", files.unread());
    out.append(
        "%nThe bridge's last life, watched for %s:%n%n| | start | end | change | allowed |%n"
            .formatted(Durations.format(Duration.ofSeconds(plan.watched().toSeconds()))));
    out.append("|---|---|---|---|---|\n");
    flat.forEach(f -> out.append(f.row()).append('\n'));
    out.append('\n').append(conclusion()).append('\n');
    return out.toString();
  }

  private static void row(StringBuilder out, String name, Object value) {
    out.append("| ").append(name).append(" | ").append(value).append(" |\n");
  }

  private String comeback() {
    List<Double> millis = comebacks.stream().map(d -> d.toNanos() / 1e6).toList();
    return Numbers.shown(Numbers.percentile(millis, 0.5))
        + " ms (median), "
        + Numbers.shown(Numbers.percentile(millis, 1))
        + " ms (worst)";
  }

  private String conclusion() {
    return problems().isEmpty()
        ? "Nothing lost, nothing doubled, flat."
        : "**Failed:**\n\n- " + String.join("\n- ", problems());
  }
}
