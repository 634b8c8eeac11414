package io.github.claudebridge.monitor;

import java.time.Duration;

/**
 * One process of the machine at one moment.
 *
 * @param parent the id of the process it belongs to
 * @param memory its resident memory, in bytes
 * @param cpu its processor time so far, with that of its children that have ended
 */
record ProcessRow(long pid, long parent, long memory, Duration cpu) {}
