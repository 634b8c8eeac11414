package io.github.claudebridge.cli;

/** {@code bin/dp} on a machine that has no perl. */
class DpWithoutPerlTest extends DpTest {
  @Override
  boolean perl() {
    return false;
  }
}
