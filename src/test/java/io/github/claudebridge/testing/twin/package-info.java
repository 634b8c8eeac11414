/** A fake Discord on loopback: REST, gateway and file server, with real limits and faults. */
@NullMarked
package io.github.claudebridge.testing.twin;

import org.jspecify.annotations.NullMarked;
