/** Runs a program with a deadline. */
@NullMarked
package io.github.claudebridge.process;

import org.jspecify.annotations.NullMarked;
