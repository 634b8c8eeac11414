package io.github.claudebridge.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.util.List;
import java.util.stream.Stream;
import net.dv8tion.jda.api.entities.Message;
import net.dv8tion.jda.api.entities.messages.MessageSnapshot;
import net.dv8tion.jda.api.entities.sticker.StickerItem;
import org.junit.jupiter.api.Test;

class IncomingTest {
  private final Message message = mock();

  private void says(String text, List<StickerItem> stickers, String... forwarded) {
    List<MessageSnapshot> snapshots = Stream.of(forwarded).map(this::copy).toList();
    when(message.getContentRaw()).thenReturn(text);
    when(message.getStickers()).thenReturn(stickers);
    when(message.getMessageSnapshots()).thenReturn(snapshots);
  }

  private MessageSnapshot copy(String text) {
    MessageSnapshot snapshot = mock();
    when(snapshot.getContentRaw()).thenReturn(text);
    when(snapshot.getStickers()).thenReturn(List.of());
    return snapshot;
  }

  @Test
  void itsOwnTextStaysAsWritten() {
    says("  two\n\n lines  ", List.of(), "somebody else's");
    assertThat(Incoming.text(message)).isEqualTo("  two\n\n lines  ");
  }

  @Test
  void aForwardedMessageWithoutWordsOfItsOwnSaysWhatWasForwarded() {
    says("", List.of(), "look at this");
    assertThat(Incoming.text(message)).isEqualTo("look at this");
  }

  @Test
  void aStickerIsNamed() {
    StickerItem wave = mock();
    when(wave.getName()).thenReturn("Wave");
    says("", List.of(wave));
    assertThat(Incoming.text(message)).isEqualTo("[sticker: Wave]");
  }
}
