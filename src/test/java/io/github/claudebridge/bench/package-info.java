/** Measures delivery: what arrives of what is sent, how fast, and beside other ways to type. */
@NullMarked
package io.github.claudebridge.bench;

import org.jspecify.annotations.NullMarked;
