/** A small stand-in for Claude Code that needs no account: for trying the bridge and for tests. */
@NullMarked
package io.github.claudebridge.demo;

import org.jspecify.annotations.NullMarked;
