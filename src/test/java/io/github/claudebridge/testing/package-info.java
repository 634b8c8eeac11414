/** The fakes that tests run against: small true things, one file each. */
@NullMarked
package io.github.claudebridge.testing;

import org.jspecify.annotations.NullMarked;
