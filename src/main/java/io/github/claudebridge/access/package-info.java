/** Who may do what, what is written down about it, and what must never be shown. */
@NullMarked
package io.github.claudebridge.access;

import org.jspecify.annotations.NullMarked;
