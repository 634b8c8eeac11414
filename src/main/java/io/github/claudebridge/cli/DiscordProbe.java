package io.github.claudebridge.cli;

import io.github.claudebridge.config.Secret;
import io.github.claudebridge.gateway.TokenCheck;
import io.github.claudebridge.gateway.TokenCheckException;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Asks Discord itself, by {@link TokenCheck}. */
final class DiscordProbe implements TokenProbe {
  @Override
  public Bot of(Secret token, @Nullable URI restUrl) throws CliException {
    return ask(
        () -> {
          var check = new TokenCheck(token.reveal(), restUrl);
          try {
            return new CheckedBot(check, check.bot());
          } catch (TokenCheckException refused) {
            check.close();
            throw refused;
          }
        });
  }

  private record CheckedBot(TokenCheck check, TokenCheck.Bot bot) implements Bot {
    @Override
    public String name() {
      return bot.name();
    }

    @Override
    public String inviteUrl() {
      return TokenCheck.inviteUrl(bot.clientId());
    }

    @Override
    public boolean readsMessages() {
      return bot.messageContent();
    }

    @Override
    public List<Place> guilds() throws CliException {
      // Asked anew: the bot may have been invited since.
      return ask(() -> places(check.bot().guilds()));
    }

    @Override
    public List<Place> channels(String guild) throws CliException {
      return ask(() -> places(check.textChannels(guild)));
    }

    @Override
    public List<String> missing(String channel) throws CliException {
      return ask(() -> check.missingPermissions(channel));
    }

    @Override
    public void close() {
      check.close();
    }
  }

  private interface Question<T> {
    T answer() throws TokenCheckException, InterruptedException;
  }

  private static <T> T ask(Question<T> question) throws CliException {
    try {
      return question.answer();
    } catch (TokenCheckException refused) {
      throw CliException.failed(String.valueOf(refused.getMessage()));
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw CliException.failed("interrupted");
    }
  }

  private static List<Place> places(List<TokenCheck.Place> places) {
    return places.stream().map(each -> new Place(each.id(), each.name())).toList();
  }
}
