package io.github.claudebridge.claude;

import java.util.List;
import java.util.regex.Pattern;

/**
 * What kind of trouble an agent had with its model, as told by Claude Code's word for it or by what
 * it says (2.1.197 and 2.1.329).
 */
public enum AgentFailure {
  /** Nobody is logged in, or no longer. */
  LOGGED_OUT("Please run /login|Not logged in|OAuth token|Session expired"),
  /** The key or token in the environment is none. */
  BAD_KEY("authentication_failed|Invalid API key|Invalid auth token|Failed to authenticate"),
  /** The account may not do this. */
  NOT_ALLOWED("oauth_org_not_allowed|account_on_hold|verification_required|disabled organization"),
  /** There is no money left. */
  NO_CREDIT("billing_error|Credit balance|spend limit|out of usage credits"),
  /** A limit of the plan. */
  USAGE_LIMIT("You['’]ve (?:hit|reached) your|usage limit reached|-hour limit reached"),
  /** Too many requests in a short time. */
  RATE_LIMIT("rate_limit|\\b429\\b|[Rr]ate limit"),
  /** The model's servers have too much to do. */
  OVERLOADED("overloaded|Overloaded|\\b529\\b"),
  /** The conversation is longer than the model takes. */
  TOO_LONG("Prompt is too long|Context limit reached|too many total text bytes"),
  /** There is no such model for this account. */
  NO_MODEL("model_not_found|issue with the selected model"),
  /** The answer was cut off at its longest. */
  ANSWER_TOO_LONG("max_output_tokens|exceeded the \\d+ output token maximum"),
  /** The model's servers failed. */
  SERVER("server_error|API Error: 5\\d\\d|Internal server error"),
  /** The model cannot be reached. */
  NETWORK("Unable to connect|Connection error|ECONNREFUSED|ENOTFOUND|[Rr]equest timed out"),
  /** The request was refused as wrong. */
  INVALID("invalid_request|API Error: 4\\d\\d"),
  /** The agent itself ended in the middle of it. */
  CRASHED("the agent ended while it worked on this"),
  /** Something else. */
  OTHER("");

  /** More telling than Claude Code's own word for it, which says only authentication_failed. */
  private static final List<AgentFailure> BY_WORDS_FIRST =
      List.of(LOGGED_OUT, TOO_LONG, NO_CREDIT, USAGE_LIMIT, OVERLOADED);

  private final Pattern signs;

  AgentFailure(String signs) {
    this.signs = Pattern.compile(signs);
  }

  /**
   * Tells the kind.
   *
   * @param told Claude Code's word for the failure, what it said about it, or both; hostile
   */
  public static AgentFailure of(String told) {
    String start = told.length() > 500 ? told.substring(0, 500) : told;
    for (AgentFailure kind : BY_WORDS_FIRST) {
      if (kind.signs.matcher(start).find()) {
        return kind;
      }
    }
    for (AgentFailure kind : values()) {
      if (kind != OTHER && kind.signs.matcher(start).find()) {
        return kind;
      }
    }
    return OTHER;
  }
}
