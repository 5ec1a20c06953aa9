import { endingOf, textIn } from '../call-outcome.ts';
import { CALL_KEYS, eventParser } from '../event-parser.ts';
import { splitMcpName } from '../mcp-name.ts';
import { keyedString } from '../tool-shape.ts';
import { CALL_EVENTS, NOTICES, OUTCOME_EVENTS } from './events.ts';
import { TOOL_TABLE } from './tool-table.ts';

/** Reads one hook payload of Codex, as `JSON.parse` gave it. Never throws. */
export const parsePayload = eventParser({
  agent: 'codex',
  callEvents: CALL_EVENTS,
  notices: NOTICES,
  keys: { ...CALL_KEYS, turnId: 'turn_id', model: 'model' },
  // A command gives back what it printed, and not how it ended.
  outcomes: {
    events: OUTCOME_EVENTS,
    endingOf: ({ tool_response: response }) =>
      endingOf(textIn(response, 'output'), undefined, /^Exit code: (\d{1,3})\nWall time: /),
  },
  tools: TOOL_TABLE,
  mcpOf(_payload, tool, input) {
    const server = keyedString(input, TOOL_TABLE.get(tool)?.server);
    return server === undefined ? splitMcpName(tool) : { server, tool };
  },
});
