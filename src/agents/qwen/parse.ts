import { durationOf, endingOf, textIn } from '../call-outcome.ts';
import { CALL_KEYS, eventParser } from '../event-parser.ts';
import { splitMcpName } from '../mcp-name.ts';
import { CALL_EVENTS, NOTICES, OUTCOME_EVENTS } from './events.ts';
import { TOOL_TABLE } from './tool-table.ts';

/** Reads one hook payload of Qwen Code, as `JSON.parse` gave it. Never throws. */
export const parsePayload = eventParser({
  agent: 'qwen',
  callEvents: CALL_EVENTS,
  notices: NOTICES,
  keys: { ...CALL_KEYS, turnId: 'prompt_id' },
  outcomes: {
    events: OUTCOME_EVENTS,
    endingOf(payload, event) {
      const hasFailed = event === 'PostToolUseFailure';
      const text = hasFailed ? textIn(payload.error) : textIn(payload.tool_response, 'llmContent');
      return { ...endingOf(text, hasFailed, EXIT), ...durationOf(payload) };
    },
  },
  tools: TOOL_TABLE,
  mcpOf: (_payload, tool) => splitMcpName(tool),
});

/** Ends what a shell command gave back, behind all that it printed. */
const EXIT = /\nExit Code: (\d{1,3})\nSignal: [^\n]*\nProcess Group PGID: [^\n]*$/;
