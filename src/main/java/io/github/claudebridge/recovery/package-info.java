/** Brings back sessions whose agent is gone, and says so. */
@NullMarked
package io.github.claudebridge.recovery;

import org.jspecify.annotations.NullMarked;
