package io.github.claudebridge.testing.twin;

/**
 * A request that real Discord would not have taken, or a route that the twin does not know.
 *
 * @param request method and path
 * @param field where in the body, steps joined by dots; empty for the whole
 * @param problem what is wrong
 */
public record Violation(String request, String field, String problem) {}
