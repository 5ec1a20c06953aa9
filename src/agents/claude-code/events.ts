/** The events that ask for a decision on one tool call. */
export const CALL_EVENTS = ['PreToolUse', 'PermissionRequest'] as const;

/** The events that tell what became of a call. */
export const OUTCOME_EVENTS = ['PostToolUse', 'PostToolUseFailure', 'PermissionDenied'] as const;

type CallEvent = (typeof CALL_EVENTS)[number];

/** Events of release 2.1.330 that tell something; a decision on a tool call is not theirs to make. */
export const NOTICES: ReadonlySet<string> = new Set(
  `PostToolUse PostToolUseFailure PostToolBatch Notification UserPromptSubmit UserPromptExpansion
   SessionStart SessionEnd Stop StopFailure SubagentStart SubagentStop PreCompact PostCompact
   PreModelSwitch PostModelSwitch PermissionDenied Setup TeammateIdle TaskCreated TaskCompleted
   Elicitation ElicitationResult ConfigChange WorktreeCreate WorktreeRemove InstructionsLoaded
   CwdChanged FileChanged DirectoryAdded MessageDisplay`.split(/\s+/),
);

export const isCallEvent = (event: string): event is CallEvent =>
  event === 'PreToolUse' || event === 'PermissionRequest';

/** Whether Claude Code sends an event of this name. */
export const isKnownEvent = (event: string): boolean => isCallEvent(event) || NOTICES.has(event);
