package io.github.claudebridge.claude;

/** The dialogs of Claude Code that we can tell apart on its screen. */
public enum DialogKind {
  /** May it read, edit and run in this folder? No is preselected. */
  TRUST,
  /** Offers auto mode as the default; swallows whatever is pasted. */
  AUTO_MODE_OFFER,
  /** Auto mode's check does not get through. */
  AUTO_MODE_UNAVAILABLE,
  /** Warns of a session that never asks. No is preselected. */
  BYPASS_WARNING,
  /** Found an API key in the environment. */
  API_KEY_APPROVAL,
  /** Nobody is logged in. */
  LOGIN,
  /** The very first start: choose a theme. */
  FIRST_RUN,
  /** Resume a long conversation whole or from a summary. */
  RESUME_CHOICE,
  /** May this tool run? */
  PERMISSION,
  /** The agent asks the person. */
  QUESTION,
  /** The agent wants its plan approved. */
  PLAN,
  /** The plan's usage limit is reached. */
  USAGE_LIMIT,
  /** Switch to another model? */
  MODEL_OFFER,
  /** Which model? */
  MODEL_PICKER,
  /** Which conversation? */
  RESUME_PICKER,
  /** Go back to an earlier prompt. */
  REWIND,
  /** An editor that was opened for the prompt. */
  EDITOR,
  /** The transcript or a pager: nothing can be typed until it is left. */
  VIEWER,
  /** An MCP server wants a form filled in. */
  ELICITATION,
  /** A dialog we have no word for. */
  OTHER
}
