import { eventParser } from '../event-parser.ts';
import { splitMcpName } from '../mcp-name.ts';
import { keyedString } from '../tool-shape.ts';
import { CALL_EVENTS, NOTICES } from './events.ts';
import { TOOL_TABLE } from './tool-table.ts';

/** Reads one hook payload of Codex, as `JSON.parse` gave it. Never throws. */
export const parsePayload = eventParser({
  agent: 'codex',
  callEvents: CALL_EVENTS,
  notices: NOTICES,
  keys: {
    useId: 'tool_use_id',
    sessionId: 'session_id',
    turnId: 'turn_id',
    cwd: 'cwd',
    permissionMode: 'permission_mode',
    transcriptPath: 'transcript_path',
    model: 'model',
    subagentId: 'agent_id',
  },
  tools: TOOL_TABLE,
  mcpOf(_payload, tool, input) {
    const server = keyedString(input, TOOL_TABLE.get(tool)?.server);
    return server === undefined ? splitMcpName(tool) : { server, tool };
  },
});
