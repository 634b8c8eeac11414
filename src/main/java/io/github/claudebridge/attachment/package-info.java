/** Files that people attach: fetched, kept under safe names, and swept away again. */
@NullMarked
package io.github.claudebridge.attachment;

import org.jspecify.annotations.NullMarked;
