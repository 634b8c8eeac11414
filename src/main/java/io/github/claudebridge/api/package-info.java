/**
 * The local HTTP surface: the hooks' door on loopback, the command line's door on a Unix socket.
 */
@NullMarked
package io.github.claudebridge.api;

import org.jspecify.annotations.NullMarked;
