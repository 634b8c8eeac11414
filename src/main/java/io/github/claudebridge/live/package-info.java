/** What an agent does at the moment, shown while it does it. */
@NullMarked
package io.github.claudebridge.live;

import org.jspecify.annotations.NullMarked;
