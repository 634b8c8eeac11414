package io.github.claudebridge.app;

import io.github.claudebridge.access.AuditLog;
import io.github.claudebridge.access.Redactor;
import io.github.claudebridge.claude.FolderWatch;
import io.github.claudebridge.config.BadSettingsException;
import io.github.claudebridge.config.BindingDefaults;
import io.github.claudebridge.config.BindingStore;
import io.github.claudebridge.config.Layout;
import io.github.claudebridge.config.Settings;
import io.github.claudebridge.model.Binding;
import io.github.claudebridge.monitor.HookStore;
import io.github.claudebridge.monitor.Metrics;
import io.github.claudebridge.monitor.OshiMachine;
import io.github.claudebridge.outbox.PostStore;
import io.github.claudebridge.reply.Words;
import io.github.claudebridge.session.ConversationStore;
import io.github.claudebridge.session.MessageStore;
import io.github.claudebridge.session.QuestionStore;
import io.github.claudebridge.store.Database;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.jspecify.annotations.Nullable;

/**
 * What everything in the bridge stands on: its settings and folders, time and threads, the store,
 * the bindings, and the words.
 */
record Ground(
    Bridge.Start start,
    ScheduledExecutorService timers,
    FolderWatch watch,
    OshiMachine machine,
    Redactor redactor,
    AuditLog audit,
    Database database,
    MessageStore messages,
    ConversationStore conversations,
    QuestionStore questions,
    PostStore posts,
    BindingStore bindings,
    Words words,
    Metrics metrics,
    HookStore hooks)
    implements AutoCloseable {

  /** What is called off is let go of at once, not when it would have been due. */
  private static ScheduledExecutorService newTimers() {
    ScheduledThreadPoolExecutor timers =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("timers").factory());
    timers.setRemoveOnCancelPolicy(true);
    return timers;
  }

  /** Opens it: folders are watched and the store is up to date. */
  static Ground open(Bridge.Start start) throws IOException, BadSettingsException {
    Settings settings = start.settings();
    Layout layout = start.layout();
    InstantSource clock = start.clock();
    Database database = Database.open(layout.store(), clock);
    Metrics metrics = new Metrics();
    Redactor redactor =
        new Redactor(start.token() == null ? List.of() : List.of(start.token().reveal()));
    return new Ground(
        start,
        newTimers(),
        FolderWatch.open(),
        new OshiMachine(layout.state()),
        redactor,
        new AuditLog(layout.audit(), clock, redactor),
        database,
        new MessageStore(database, clock, settings.sessions().maxWaiting()),
        new ConversationStore(database, clock),
        new QuestionStore(database, clock),
        new PostStore(database, clock),
        new BindingStore(layout.bindings(), BindingDefaults.of(settings)),
        words(settings.replies().language()),
        metrics,
        new HookStore(database, clock, metrics));
  }

  private static Words words(Settings.@Nullable Language language) {
    return language == null
        ? Words.following()
        : new Words(Locale.of(language.name().toLowerCase(Locale.ROOT)));
  }

  Settings settings() {
    return start.settings();
  }

  Layout layout() {
    return start.layout();
  }

  InstantSource clock() {
    return start.clock();
  }

  /** The channel that a session is bound to; null where there is no such session. */
  @Nullable String channelOf(int session) {
    return bindings.of(session).map(Binding::channel).orElse(null);
  }

  /** The channel that a message came from, else the one that its session is bound to. */
  @Nullable String channelOf(int session, @Nullable String message) {
    return Optional.ofNullable(message)
        .flatMap(messages::find)
        .map(d -> d.message().channel())
        .orElseGet(() -> channelOf(session));
  }

  @Override
  public void close() throws IOException {
    bindings.close();
    watch.close();
    timers.shutdownNow();
    hooks.close();
    database.close();
    audit.close();
  }
}
