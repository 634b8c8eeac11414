/** The database: connections, migrations, and the one lane through which all writes go. */
@NullMarked
package io.github.claudebridge.store;

import org.jspecify.annotations.NullMarked;
