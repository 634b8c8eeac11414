/** Named places where a test can end the process as a power cut would; nothing in production. */
@NullMarked
package io.github.claudebridge.failpoint;

import org.jspecify.annotations.NullMarked;
