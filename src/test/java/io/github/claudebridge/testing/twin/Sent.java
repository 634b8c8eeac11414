package io.github.claudebridge.testing.twin;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * The body of a REST request as it came in.
 *
 * @param request method and path
 * @param body its JSON
 */
public record Sent(String request, JsonNode body) {}
