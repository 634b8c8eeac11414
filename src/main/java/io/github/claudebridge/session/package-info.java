/** A session's life: its mailbox, its turns, the inbox and how far each message got. */
@NullMarked
package io.github.claudebridge.session;

import org.jspecify.annotations.NullMarked;
