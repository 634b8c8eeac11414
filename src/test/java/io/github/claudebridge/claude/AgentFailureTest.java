package io.github.claudebridge.claude;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Claude Code says of a failure (recorded from 2.1.197 and 2.1.329) is told apart. */
class AgentFailureTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "authentication_failed: Invalid API key · Fix external API key | BAD_KEY",
        "authentication_failed: OAuth token revoked · Please run /login | LOGGED_OUT",
        "authentication_failed: Not logged in · Please run /login | LOGGED_OUT",
        "authentication_failed: Please run /login · API Error: 401 invalid x-api-key | LOGGED_OUT",
        "server_error: API Error: 529 Overloaded. This is a server-side issue | OVERLOADED",
        "overloaded | OVERLOADED",
        "server_error: API Error: 500 Internal server error. | SERVER",
        "invalid_request: Prompt is too long | TOO_LONG",
        "Context limit reached · /compact or /clear to continue | TOO_LONG",
        "billing_error: Credit balance is too low | NO_CREDIT",
        "model_not_found: There's an issue with the selected model (x). | NO_MODEL",
        "rate_limit: You've hit your weekly limit | USAGE_LIMIT",
        "rate_limit: API Error: Request rejected (429) | RATE_LIMIT",
        "unknown: API Error: 400 stub scripted error 400 | INVALID",
        "unknown: API Error: Unable to connect to API (ECONNREFUSED) | NETWORK",
        "oauth_org_not_allowed | NOT_ALLOWED",
        "max_output_tokens | ANSWER_TOO_LONG",
        "the agent ended while it worked on this | CRASHED",
        "taken back by its author | OTHER",
        "skipped by Ann | OTHER",
        "it may already have been typed; the agent has shown no proof of it | OTHER"
      })
  void theKindIsTold(String said, AgentFailure kind) {
    assertThat(AgentFailure.of(said)).isEqualTo(kind);
  }
}
