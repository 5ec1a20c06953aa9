import { NOTHING, type ToolTable } from '../tool-shape.ts';

/**
 * Tools of release 1.0.102, as its hook payloads show them. `write_bash` and `apply_patch` are not here, because what they
 * work on is not under a key. A tool that is not here is looked through for the usual keys instead.
 */
export const TOOL_TABLE: ToolTable = new Map([
  ['bash', { command: 'command' }],
  ['read_bash', NOTHING],
  ['stop_bash', NOTHING],
  ['list_bash', NOTHING],

  ['view', { path: 'path', access: 'read' }],
  ['create', { path: 'path', access: 'write' }],
  ['edit', { path: 'path', access: 'write' }],
  ['glob', { path: 'paths?', access: 'search', pattern: 'pattern' }],
  ['grep', { path: 'path?', access: 'search' }],
  ['rg', { path: 'paths?', access: 'search' }],

  ['web_fetch', { url: 'url' }],

  ['task', NOTHING],
  ['skill', NOTHING],
  ['sql', NOTHING],
  ['report_intent', NOTHING],
  ['update_todo', NOTHING],
  ['fetch_copilot_cli_documentation', NOTHING],
]);
