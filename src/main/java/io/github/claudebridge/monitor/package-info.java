/**
 * What the bridge, its sessions and their machine use, counted and sampled, and alerts about it.
 */
@NullMarked
package io.github.claudebridge.monitor;

import org.jspecify.annotations.NullMarked;
