package io.github.claudebridge.claude;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What requests to models cost at the list prices that Claude Code reckons with (2.1.329). A model
 * that is not known has no price: none is better than a wrong one.
 */
final class Prices {
  private static final double MILLION = 1_000_000;
  private static final double WEB_SEARCH = 0.01;
  private static final double WITHIN_US = 1.1;

  /** What may follow a model's name: a day, a version of a cloud, a mark such as {@code [1m]}. */
  private static final Pattern MODEL =
      Pattern.compile("(claude-[a-z0-9-]+?)(?:-\\d{8}|-v\\d+|@.*|:.*|\\[.*)*");

  private static final Map<String, Price> ALL = read();

  /** Dollars for a million tokens; longPrompt counts above that many in the prompt. */
  private record Price(
      double input,
      double output,
      double write5m,
      double write1h,
      double read,
      double above,
      @Nullable Price longPrompt) {

    static Price of(String line) {
      String[] parts = line.split(">");
      if (parts.length == 1) {
        return of(numbers(parts[0]), Double.MAX_VALUE, null);
      }
      double[] more = numbers(parts[1]);
      Price longPrompt = of(Arrays.copyOfRange(more, 1, more.length), Double.MAX_VALUE, null);
      return of(numbers(parts[0]), more[0], longPrompt);
    }

    private static Price of(double[] n, double above, @Nullable Price longPrompt) {
      return new Price(n[0], n[1], n[2], n[3], n[4], above, longPrompt);
    }

    private static double[] numbers(String text) {
      return Arrays.stream(text.strip().split("\\s+")).mapToDouble(Double::parseDouble).toArray();
    }
  }

  private Prices() {}

  private static Map<String, Price> read() {
    Properties lines = new Properties();
    try (InputStream in = Prices.class.getResourceAsStream("/prices/claude.properties")) {
      lines.load(Objects.requireNonNull(in, "prices"));
    } catch (IOException e) {
      throw new UncheckedIOException("the prices cannot be read", e);
    }
    Map<String, Price> all = new HashMap<>();
    lines.forEach((model, line) -> all.put(model.toString(), Price.of(line.toString())));
    return all;
  }

  /**
   * What a request cost, in US dollars, or null where that is not known.
   *
   * @param model its name, also as a cloud calls it
   * @param usage what the API told of it
   */
  static @Nullable Double dollars(String model, JsonNode usage) {
    Price price = price(model);
    if (price == null || usage.path("speed").asText("standard").equals("fast")) {
      return null;
    }
    long input = count(usage, "input_tokens");
    long read = count(usage, "cache_read_input_tokens");
    long written = count(usage, "cache_creation_input_tokens");
    if (price.longPrompt() != null && input + read + written > price.above()) {
      price = price.longPrompt();
    }
    JsonNode times = usage.path("cache_creation");
    long hour = Math.min(written, count(times, "ephemeral_1h_input_tokens"));
    double tokens =
        input * price.input()
            + count(usage, "output_tokens") * price.output()
            + read * price.read()
            + hour * price.write1h()
            + (written - hour) * price.write5m();
    double place = usage.path("inference_geo").asText().equals("us") ? WITHIN_US : 1;
    long searches = count(usage.path("server_tool_use"), "web_search_requests");
    return tokens / MILLION * place + searches * WEB_SEARCH;
  }

  private static long count(JsonNode usage, String name) {
    return Math.clamp(usage.path(name).asLong(), 0, 1_000_000_000L);
  }

  private static @Nullable Price price(String model) {
    int from = model.indexOf("claude-");
    Matcher name = MODEL.matcher(from < 0 ? "" : model.substring(from));
    return name.matches() ? ALL.get(name.group(1)) : null;
  }
}
