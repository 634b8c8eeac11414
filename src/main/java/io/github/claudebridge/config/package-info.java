/** What the operator decided: settings, the token, the bindings, and where everything lies. */
@NullMarked
package io.github.claudebridge.config;

import org.jspecify.annotations.NullMarked;
