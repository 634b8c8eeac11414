/** Claude Code's words turned into ours: hooks, transcript, screens, launch line. */
@NullMarked
package io.github.claudebridge.claude;

import org.jspecify.annotations.NullMarked;
