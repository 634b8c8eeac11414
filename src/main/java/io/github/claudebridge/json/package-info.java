/** The one configured JSON mapper, and the error it throws for JSON that cannot be trusted. */
@NullMarked
package io.github.claudebridge.json;

import org.jspecify.annotations.NullMarked;
