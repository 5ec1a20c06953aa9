/** The events that ask for a decision on one tool call. */
export const CALL_EVENTS = ['PreToolUse', 'PermissionRequest'] as const;

/** The events that tell what became of a call. */
export const OUTCOME_EVENTS = ['PostToolUse', 'PostToolUseFailure'] as const;

type CallEvent = (typeof CALL_EVENTS)[number];

/** Events of release 0.24 that tell something; a decision on a tool call is not theirs to make. */
export const NOTICES: ReadonlySet<string> = new Set(
  `PostToolUse PostToolUseFailure PostToolBatch Notification UserPromptSubmit SessionStart SessionEnd Stop
   StopFailure SubagentStart SubagentStop SessionDelete PreCompact PostCompact UserPromptExpansion
   PermissionDenied TodoCreated TodoCompleted InstructionsLoaded MessageDisplay`.split(/\s+/),
);

export const isCallEvent = (event: string): event is CallEvent =>
  event === 'PreToolUse' || event === 'PermissionRequest';
