/** Which session hears a message. */
@NullMarked
package io.github.claudebridge.router;

import org.jspecify.annotations.NullMarked;
