package io.github.claudebridge.reply;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.claudebridge.claude.AgentFailure;
import io.github.claudebridge.claude.OfferedKeys;
import io.github.claudebridge.claude.ScreenReader;
import io.github.claudebridge.claude.ScreenState;
import io.github.claudebridge.model.Author;
import io.github.claudebridge.model.OfferedKey;
import io.github.claudebridge.model.Post;
import io.github.claudebridge.model.PostBody;
import io.github.claudebridge.model.SessionEvent;
import io.github.claudebridge.model.SessionEvent.Choice;
import io.github.claudebridge.model.SessionEvent.DialogClosed;
import io.github.claudebridge.model.SessionEvent.DialogShown;
import io.github.claudebridge.model.SessionEvent.Lift;
import io.github.claudebridge.model.SessionEvent.LimitOver;
import io.github.claudebridge.model.SessionEvent.LimitReached;
import io.github.claudebridge.model.TerminalKey;
import io.github.claudebridge.outbox.Outbox;
import io.github.claudebridge.outbox.PostStore;
import io.github.claudebridge.testing.Golden;
import io.github.claudebridge.testing.SettableTime;
import io.github.claudebridge.testing.TempStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The posts about dialogs, limits and failures as people read them; look at the golden files. */
class StandingPostsTest {
  private static final Golden GOLDEN = Golden.at("src/test/resources/posts");
  private static final Path SCREENS = Path.of("src/test/resources/screens");
  private static final Author ANN = new Author("720000000000000001", "Ann", Author.Kind.PERSON);
  private static final Instant NOW = Instant.parse("2026-11-21T14:38:44Z");

  private TempStore store;
  private PostStore posts;
  private Outbox outbox;

  @BeforeEach
  void open() throws Exception {
    store = new TempStore(SettableTime.start());
    posts = new PostStore(store.database(), SettableTime.start());
    outbox = new Outbox(posts);
  }

  @AfterEach
  void close() throws Exception {
    outbox.close();
    store.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"en", "ja"})
  void dialogs(String language) throws Exception {
    DialogPosts writer = dialogPosts(language);
    StringBuilder seen = new StringBuilder();
    for (String screen :
        List.of(
            "v329_02_trust_dialog",
            "v197_trust_dialog",
            "v329_03_apikey_approval",
            "v329_10_startup_dialog_auto_mode_offer",
            "v329_151_bypass_dialog",
            "v329_login",
            "v329_model_picker",
            "v329_64_model",
            "v329_resume",
            "v329_rewind",
            "v329_limit_no_auto",
            "v329_editor_vim",
            "v329_transcript_view",
            "v329_help",
            "v329_80_auto_mode_curl",
            "v329_11_perm_bash",
            "v329_32_ask_multi",
            "v329_142_plan_pending",
            "v329_72_elicitation",
            "v329_mobile",
            "v329_120_after_kill9")) {
      writer.accept(shown(screen, Integer.toString(seen.length())));
      seen.append("## ").append(screen).append('\n').append(newest()).append('\n');
    }
    writer.accept(shown("FIRST_RUN", "Choose the text style", "up", "down", "enter"));
    seen.append("## the first start\n").append(newest()).append('\n');
    writer.accept(
        shown("RESUME_CHOICE", "This session is 3h old and 200k tokens.", "1", "2", "esc"));
    seen.append("## a long conversation\n").append(newest()).append('\n');
    writer.accept(shown("not ready", "Updating…", "enter", "esc"));
    seen.append("## a slow start\n").append(newest()).append('\n');
    writer.accept(shown("EDITOR", "GNU nano 7.2", "ctrl-x", "y", "n", "enter"));
    seen.append("## another editor\n").append(newest()).append('\n');
    writer.accept(shown("OTHER", "Tabs", "tab", "shift-tab", "space", "esc"));
    seen.append("## many keys\n").append(newest()).append('\n');
    writer.accept(new DialogClosed(1, NOW, "OTHER", "OTHER", null, null));
    seen.append("## closed at the terminal\n").append(newest()).append('\n');
    writer.accept(new DialogClosed(1, NOW, "0", "TRUST", "1", ANN));
    seen.append("## closed by a key\n").append(oldest()).append('\n');
    writer.accept(shown("v329_login", "0"));
    assertThat(oldest()).as("what is closed stays closed").doesNotContain("[");
    GOLDEN.check("dialogs." + language + ".txt", seen.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"en", "ja"})
  void limits(String language) {
    LimitPosts writer =
        new LimitPosts(outbox, words(language), ZoneId.of("UTC"), (n, id) -> "local-1");
    Instant over = NOW.plusSeconds(7_200);
    StringBuilder seen = new StringBuilder();
    int n = 0;
    for (Choice choice : Choice.values()) {
      for (Author by : choice == Choice.CONTINUE ? List.of(ANN) : List.<Author>of()) {
        writer.accept(reached(++n, "5-hour limit", over, over, choice, by));
        seen.append("## ").append(choice).append(" by somebody\n").append(newest()).append('\n');
      }
      writer.accept(reached(++n, "weekly limit", over.plusSeconds(250_000), over, choice, null));
      seen.append("## ").append(choice).append('\n').append(newest()).append('\n');
    }
    writer.accept(reached(++n, "Opus limit", over, over.plusSeconds(30_000), Choice.OPEN, null));
    seen.append("## in quiet hours\n").append(newest()).append('\n');
    for (Lift how : Lift.values()) {
      writer.accept(reached(++n, "session limit", over, over, Choice.OPEN, null));
      writer.accept(new LimitOver(n, over, over, how, how == Lift.PERSON ? ANN : null));
      seen.append("## over: ").append(how).append('\n').append(newest()).append('\n');
    }
    GOLDEN.check("limits." + language + ".txt", seen.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"en", "ja"})
  void failures(String language) {
    StringBuilder seen = new StringBuilder();
    for (String said :
        List.of(
            "authentication_failed: OAuth token revoked · Please run /login",
            "authentication_failed: Invalid API key · Fix external API key",
            "oauth_org_not_allowed",
            "billing_error: Credit balance is too low",
            "rate_limit: You've hit your session limit",
            "rate_limit: API Error: Request rejected (429)",
            "server_error: API Error: 529 Overloaded. This is a server-side issue",
            "invalid_request: Prompt is too long",
            "model_not_found: There's an issue with the selected model (x).",
            "max_output_tokens",
            "server_error: API Error: 500 Internal server error.",
            "API Error: Unable to connect to API (ECONNREFUSED)",
            "unknown: API Error: 400 stub `scripted`\nerror 400",
            "the agent ended while it worked on this",
            "something new")) {
      seen.append("## ").append(AgentFailure.of(said)).append('\n');
      seen.append(new FailureText(words(language)).of(said, 1)).append('\n');
    }
    String crash = "the agent ended while it worked on this";
    seen.append("## CRASHED, typed at the terminal\n")
        .append(new FailureText(words(language)).atTerminal(crash, 1))
        .append('\n');
    GOLDEN.check("failures." + language + ".txt", seen.toString());
  }

  @Test
  void theSameLookIsOneFileAndOneVersion() throws Exception {
    DialogPosts writer = dialogPosts("en");
    writer.accept(shown("v329_login", "1"));
    PostBody first = posts.newest(1, 1).getFirst().body();
    writer.accept(shown("v329_login", "1"));
    assertThat(posts.newest(1, 5)).singleElement().extracting(Post::body).isEqualTo(first);
    assertThat(first.files()).singleElement().satisfies(f -> assertThat(f).exists());
    posts.sent(posts.newest(1, 1).getFirst(), "100", false);
    assertThat(posts.changed().edits("local-1", 5)).isEmpty();
  }

  private DialogPosts dialogPosts(String language) {
    return new DialogPosts(
        outbox,
        new ScreenPicture(store.folder(), t -> t),
        words(language),
        n -> "local-1");
  }

  private static DialogShown shown(String screen, String id) throws Exception {
    List<String> lines = Files.readAllLines(SCREENS.resolve(screen).resolve("screen.txt"));
    String text = String.join("\n", lines);
    return ScreenReader.read(lines) instanceof ScreenState.Dialog d
        ? new DialogShown(
            1,
            NOW,
            id,
            d.kind().name(),
            d.text(),
            text,
            120,
            OfferedKeys.print(d),
            OfferedKeys.of(d))
        : new DialogShown(
            1,
            NOW,
            id,
            "UNKNOWN",
            ScreenReader.unread(lines),
            text,
            120,
            OfferedKeys.print(lines),
            OfferedKeys.of(lines));
  }

  private static DialogShown shown(String kind, String text, String... keys) {
    List<OfferedKey> offered =
        Stream.of(keys).map(k -> new OfferedKey(new TerminalKey(k), k + ". choice")).toList();
    return new DialogShown(1, NOW, kind, kind, text, text, 120, "p", offered);
  }

  private static SessionEvent reached(
      int session, String limit, Instant resets, Instant release, Choice choice, Author by) {
    return new LimitReached(session, NOW, limit, resets, release, choice, by, null);
  }

  private static Words words(String language) {
    return new Words(Locale.of(language));
  }

  private String newest() {
    return text(last());
  }

  private Post last() {
    return IntStream.range(0, 50)
        .mapToObj(n -> posts.newest(n, 1))
        .flatMap(List::stream)
        .max(Comparator.comparingLong(Post::id))
        .orElseThrow();
  }

  private String oldest() {
    return text(posts.newest(1, 50).getFirst());
  }

  private static String text(Post post) {
    String buttons =
        post.body().buttons().stream()
            .map(b -> "[" + b.label() + "]")
            .collect(Collectors.joining(" "));
    return post.body().text() + (buttons.isEmpty() ? "" : "\n" + buttons) + "\n";
  }
}
