package io.github.claudebridge.session;

import io.github.claudebridge.model.Delivery;

/**
 * A message that was stored just now.
 *
 * @param delivery as it is stored
 * @param first whether it is complete, and nothing else waited for its session then
 */
public record Arrival(Delivery delivery, boolean first) {}
