/** What people see of a session: its events turned into posts. */
@NullMarked
package io.github.claudebridge.reply;

import org.jspecify.annotations.NullMarked;
