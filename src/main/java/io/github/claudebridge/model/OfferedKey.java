package io.github.claudebridge.model;

/**
 * A key that a dialog offers.
 *
 * @param key what is pressed
 * @param label what it does there, or only its name; hostile, from the screen
 */
public record OfferedKey(TerminalKey key, String label) {}
