package io.github.claudebridge.model;

/**
 * What a message says where it was posted, as far as is known.
 *
 * @param id the message's
 * @param text its text, which may differ from what the agent will be given
 */
public record Wording(String id, String text) {}
