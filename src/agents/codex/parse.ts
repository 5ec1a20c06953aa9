import { CALL_KEYS, eventParser } from '../event-parser.ts';
import { splitMcpName } from '../mcp-name.ts';
import { keyedString } from '../tool-shape.ts';
import { CALL_EVENTS, NOTICES } from './events.ts';
import { TOOL_TABLE } from './tool-table.ts';

/** Reads one hook payload of Codex, as `JSON.parse` gave it. Never throws. */
export const parsePayload = eventParser({
  agent: 'codex',
  callEvents: CALL_EVENTS,
  notices: NOTICES,
  keys: { ...CALL_KEYS, turnId: 'turn_id', model: 'model' },
  tools: TOOL_TABLE,
  mcpOf(_payload, tool, input) {
    const server = keyedString(input, TOOL_TABLE.get(tool)?.server);
    return server === undefined ? splitMcpName(tool) : { server, tool };
  },
});
