/** The durable way to chat: posts are stored, then sent once and in order. */
@NullMarked
package io.github.claudebridge.outbox;

import org.jspecify.annotations.NullMarked;
