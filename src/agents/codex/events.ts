/** The events that ask for a decision on one tool call. */
export const CALL_EVENTS = ['PreToolUse', 'PermissionRequest'] as const;

/** The event that tells what became of a call. */
export const OUTCOME_EVENTS = ['PostToolUse'] as const;

type CallEvent = (typeof CALL_EVENTS)[number];

/** Events of release 0.169 that tell something; a decision on a tool call is not theirs to make. */
const NOTICE_NAMES = `PostToolUse SessionStart SessionEnd UserPromptSubmit SubagentStart SubagentStop Stop
   PreCompact PostCompact Interrupt`.split(/\s+/);

export const NOTICES: ReadonlySet<string> = new Set(NOTICE_NAMES);

/** Every event that release 0.169 knows. */
export const EVENTS: readonly string[] = [...CALL_EVENTS, ...NOTICE_NAMES];

export const isCallEvent = (event: string): event is CallEvent =>
  event === 'PreToolUse' || event === 'PermissionRequest';
