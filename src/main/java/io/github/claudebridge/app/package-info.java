/** Puts the bridge together, starts it and stops it; one bridge to a state directory. */
@NullMarked
package io.github.claudebridge.app;

import org.jspecify.annotations.NullMarked;
