/** Discord: events in, posts out; the only package that speaks JDA. */
@NullMarked
package io.github.claudebridge.gateway;

import org.jspecify.annotations.NullMarked;
