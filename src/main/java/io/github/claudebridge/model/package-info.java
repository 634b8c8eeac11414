/** The values everything speaks in: messages, prompts, deliveries, posts, session events. */
@NullMarked
package io.github.claudebridge.model;

import org.jspecify.annotations.NullMarked;
