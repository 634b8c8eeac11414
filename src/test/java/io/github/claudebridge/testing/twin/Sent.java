package io.github.claudebridge.testing.twin;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * The body of a REST request as it came in.
 *
 * @param request method and path
 * @param body its JSON
 * @param nanos when it came in, as {@link System#nanoTime} tells it
 */
public record Sent(String request, JsonNode body, long nanos) {}
