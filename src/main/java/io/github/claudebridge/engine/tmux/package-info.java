/** The engine that runs an agent in a tmux pane, where a person can sit down beside it. */
@NullMarked
package io.github.claudebridge.engine.tmux;

import org.jspecify.annotations.NullMarked;
