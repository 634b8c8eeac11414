/** What a person may order from chat or from the command line, free of JDA. */
@NullMarked
package io.github.claudebridge.command;

import org.jspecify.annotations.NullMarked;
