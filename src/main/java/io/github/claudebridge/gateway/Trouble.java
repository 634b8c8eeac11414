package io.github.claudebridge.gateway;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import net.dv8tion.jda.api.exceptions.ErrorResponseException;
import net.dv8tion.jda.api.exceptions.InsufficientPermissionException;
import net.dv8tion.jda.api.exceptions.RateLimitedException;
import net.dv8tion.jda.api.requests.RestAction;

/**
 * A call to Discord that failed, in plain words, with what may be done about it. JDA has already
 * repeated what is worth repeating at once: 502 to 504 and 52x four times, a slow answer once.
 */
final class Trouble extends Exception {
  private static final long serialVersionUID = 1L;
  private static final int UNKNOWN_MESSAGE = 10008;
  private static final int UNKNOWN_MEMBER = 10007;

  private final boolean passing;
  private final int code;

  private Trouble(String words, boolean passing, int code, Throwable cause) {
    super(words, cause);
    this.passing = passing;
    this.code = code;
  }

  static Trouble passing(String words) {
    return new Trouble(words, true, 0, null);
  }

  static Trouble lasting(String words) {
    return new Trouble(words, false, 0, null);
  }

  /** Whether the same call can succeed later without anybody mending anything. */
  boolean passing() {
    return passing;
  }

  /** Whether it is about a message or member that is not there any more. */
  boolean gone() {
    return code == UNKNOWN_MESSAGE || code == UNKNOWN_MEMBER;
  }

  /**
   * Makes a call and waits for its answer.
   *
   * @param call makes the call; JDA refuses what it can see to be wrong by throwing here
   * @param within how long the call may take, its wait for a rate limit included
   */
  static <T> T waitFor(Supplier<? extends RestAction<T>> call, Duration within)
      throws Trouble, InterruptedException {
    CompletableFuture<T> answer = null;
    try {
      answer = call.get().timeout(within.toMillis(), TimeUnit.MILLISECONDS).submit();
      // JDA's own limit is only looked at before a request goes out.
      return answer.get(within.toMillis() * 3 / 2, TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw of(e.getCause() == null ? e : e.getCause());
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw of(e);
    } catch (RuntimeException e) {
      throw of(e);
    }
  }

  /** What a failure means. */
  static Trouble of(Throwable failure) {
    return switch (failure) {
      case ErrorResponseException e -> answered(e);
      case InsufficientPermissionException e ->
          new Trouble(
              "the bot lacks the permission «"
                  + BotPermissions.name(e.getPermission())
                  + "» in channel "
                  + e.getChannelId()
                  + ": grant it in the channel's settings",
              false,
              50013,
              e);
      case RateLimitedException e -> new Trouble("Discord asks to slow down", true, 0, e);
      case TimeoutException e -> new Trouble("Discord did not answer in time", true, 0, e);
      case CancellationException e -> new Trouble("the call to Discord was given up", true, 0, e);
      case RejectedExecutionException e ->
          new Trouble("the connection to Discord is closed", true, 0, e);
      case IllegalArgumentException e ->
          new Trouble("Discord would not take it: " + e.getMessage(), false, 0, e);
      default ->
          new Trouble("the call to Discord failed: " + failure.getMessage(), true, 0, failure);
    };
  }

  private static Trouble answered(ErrorResponseException e) {
    int status = e.getResponse().code;
    int code = e.getErrorCode();
    if (status <= 0 || status >= 500 || status == 429 || status == 408) {
      String why = status <= 0 ? "Discord cannot be reached" : "Discord answered with " + status;
      return new Trouble(why, true, code, e);
    }
    if (status == 401) {
      return new Trouble(
          "Discord no longer takes the token: put a new one in .env and restart", true, code, e);
    }
    return switch (code) {
      // Limits of the channel or server, and parts of Discord that are switched off for a while.
      case 20016, 20028, 20029, 40004, 40006, 40062, 130000 ->
          new Trouble("Discord wants a pause: " + e.getMeaning(), true, code, e);
      default -> new Trouble(words(status, code, e), false, code, e);
    };
  }

  private static String words(int status, int code, ErrorResponseException e) {
    return switch (code) {
      case 10003 -> "the channel is gone: bind the session to another one";
      case UNKNOWN_MESSAGE -> "the message is gone";
      case UNKNOWN_MEMBER -> "the user is no longer in the server";
      case 50001 ->
          "the bot may not see the channel: grant it «View Channels» there, or invite it again";
      case 50013 ->
          "the bot lacks a permission in the channel: grant it all of " + BotPermissions.names();
      case 40005, 50045 -> "the files are too large for this server: send smaller ones, or a link";
      case 50035 -> "Discord would not take the form of it: " + e.getMeaning() + forms(e);
      case 50083, 160005 -> "the thread is locked: unlock it, or bind the session to another one";
      case 160002 -> "the bot lacks the permission «Read Message History», which replies need";
      case 200000, 240000 -> "a filter of the server blocked it: see its AutoMod rules";
      default -> "Discord refused with " + status + "/" + code + ": " + e.getMeaning();
    };
  }

  private static String forms(ErrorResponseException e) {
    StringBuilder fields = new StringBuilder();
    for (ErrorResponseException.SchemaError error : e.getSchemaErrors()) {
      fields.append("; ").append(error.getLocation());
      error.getErrors().forEach(each -> fields.append(": ").append(each.getMessage()));
    }
    return fields.toString();
  }
}
