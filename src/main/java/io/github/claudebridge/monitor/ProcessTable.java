package io.github.claudebridge.monitor;

import java.util.List;

/** Where the machine's processes are read from. */
@FunctionalInterface
interface ProcessTable {
  /** Every process that can be seen at this moment. */
  List<ProcessRow> read();
}
