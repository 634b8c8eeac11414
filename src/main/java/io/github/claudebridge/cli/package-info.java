/** The commands of {@code vai}: a thin client of the running bridge where there is one. */
@NullMarked
package io.github.claudebridge.cli;

import org.jspecify.annotations.NullMarked;
