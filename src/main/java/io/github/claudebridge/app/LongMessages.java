package io.github.claudebridge.app;

import io.github.claudebridge.attachment.AttachmentManager;
import io.github.claudebridge.attachment.SafeName;
import io.github.claudebridge.model.Delivery;
import io.github.claudebridge.session.LongPrompts;
import java.io.IOException;
import java.nio.file.Path;

/** Keeps messages that are too long to be typed beside the attachments of their session. */
final class LongMessages implements LongPrompts {
  private final AttachmentManager attachments;

  LongMessages(AttachmentManager attachments) {
    this.attachments = attachments;
  }

  @Override
  public Path keep(Delivery delivery, String text) throws IOException {
    String name = SafeName.of(delivery.message().id(), "message.txt");
    return attachments.keep(delivery.session(), name, text);
  }
}
