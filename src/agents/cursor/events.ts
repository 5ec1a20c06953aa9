/**
 * The events that ask for a decision. The three special ones come beside `preToolUse`; releases before that one existed have
 * them alone.
 */
export const CALL_EVENTS = [
  'preToolUse',
  'beforeShellExecution',
  'beforeMCPExecution',
  'beforeReadFile',
] as const;

export type CallEvent = (typeof CALL_EVENTS)[number];

export const isCallEvent = (event: string): event is CallEvent =>
  CALL_EVENTS.some((known) => known === event);
