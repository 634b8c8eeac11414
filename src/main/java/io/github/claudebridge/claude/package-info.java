/** Claude Code in our words: its hooks, transcript, screens, status files and launch line. */
@NullMarked
package io.github.claudebridge.claude;

import org.jspecify.annotations.NullMarked;
