package io.github.claudebridge.house.broken.gateway;

/** Lives on a floor above the session. */
public final class Above {}
