package io.github.claudebridge.claude;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudebridge.json.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PricesTest {
  private static final Path SAMPLES = Path.of("src/test/resources/transcripts");

  private static Double dollars(String model, String usage) throws Exception {
    return Prices.dollars(model, Json.parse(usage.replace('\'', '"')));
  }

  /** Claude Code's own sum, as it stood at the end of a recorded conversation. */
  @Test
  void itReckonsLikeClaudeCode() throws Exception {
    JsonNode state =
        Json.parse(Files.readString(SAMPLES.resolve("one_of_each_type.json"))).get("cost-state");
    JsonNode used = state.path("modelUsage").path("claude-opus-5-5");
    String usage =
        Json.write(
            Json.object()
                .put("input_tokens", used.path("inputTokens").asLong())
                .put("output_tokens", used.path("outputTokens").asLong()));
    assertThat(dollars("claude-opus-5-5", usage))
        .isCloseTo(state.path("totalCostUSD").asDouble(), within(1e-9));
  }

  @ParameterizedTest
  @CsvSource({
    "claude-opus-5-5, 4",
    "claude-opus-5, 5",
    "claude-sonnet-4-5-20250929, 3",
    "claude-sonnet-4-20250514, 3",
    "claude-3-5-haiku-20241022, 0.8",
    "us.anthropic.claude-sonnet-4-5-20250929-v1:0, 3",
    "claude-opus-4-1@20250805, 15",
    "claude-sonnet-5-5[1m], 2",
  })
  void aModelIsKnownByAllItsNames(String model, double inputOfAMillion) throws Exception {
    assertThat(dollars(model, "{'input_tokens':1000000}"))
        .isCloseTo(inputOfAMillion, within(1e-9));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "gpt-9", "claude-", "claude-sonnet-5-9", "claude-opus-50", "<synthetic>"})
  void aModelThatIsNotKnownHasNoPrice(String model) throws Exception {
    assertThat(dollars(model, "{'input_tokens':1000000}")).isNull();
  }

  @Test
  void theCachesAndThePlaceAndLongPromptsCountAsTheyAreBilled() throws Exception {
    String cached =
        "{'input_tokens':1000000,'output_tokens':1000000,'cache_read_input_tokens':1000000,"
            + "'cache_creation_input_tokens':2000000,"
            + "'cache_creation':{'ephemeral_1h_input_tokens':1000000},"
            + "'server_tool_use':{'web_search_requests':3}}";
    assertThat(dollars("claude-opus-5", cached))
        .isCloseTo(5 + 25 + 0.5 + 10 + 6.25 + 0.03, within(1e-9));
    assertThat(dollars("claude-opus-5", "{'input_tokens':1000000,'inference_geo':'us'}"))
        .isCloseTo(5.5, within(1e-9));
    assertThat(dollars("claude-haiku-5-5", "{'input_tokens':100000}"))
        .isCloseTo(0.01, within(1e-9));
    assertThat(
            dollars("claude-haiku-5-5", "{'input_tokens':60000,'cache_read_input_tokens':60000}"))
        .isCloseTo(0.03 + 0.003, within(1e-9));
    assertThat(dollars("claude-opus-5", "{'input_tokens':1,'speed':'fast'}")).isNull();
  }
}
