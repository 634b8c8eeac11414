/**
 * Markdown, ANSI and plain text made fit for where they go: Discord messages, names, logs, pictures
 * of a terminal.
 */
@NullMarked
package io.github.claudebridge.text;

import org.jspecify.annotations.NullMarked;
