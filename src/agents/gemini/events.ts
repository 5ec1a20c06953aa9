/** The event that asks for a decision on one tool call. */
export const CALL_EVENTS = ['BeforeTool'] as const;

/** Events of release 0.61 that tell something; a decision on a tool call is not theirs to make. */
export const NOTICES: ReadonlySet<string> = new Set(
  `AfterTool SessionStart SessionEnd BeforeAgent AfterAgent BeforeModel AfterModel BeforeToolSelection
   Notification PreCompress`.split(/\s+/),
);

/** The event that tells what became of a call. */
export const OUTCOME_EVENTS = ['AfterTool'] as const;
