/** Types into tmux panes, reads their screens and hears of their end, over control mode. */
@NullMarked
package io.github.claudebridge.pane;

import org.jspecify.annotations.NullMarked;
