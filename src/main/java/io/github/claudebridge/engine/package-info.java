/** How a session runs its agent: the port, and the words in which an agent's doings are told. */
@NullMarked
package io.github.claudebridge.engine;

import org.jspecify.annotations.NullMarked;
