import { NOTHING, type ToolTable } from '../tool-shape.ts';

/**
 * Tools of release 0.169 under the names that its hooks give them. A tool that is not here is looked through for the
 * usual keys instead.
 */
export const TOOL_TABLE: ToolTable = new Map([
  ['Bash', { command: 'command', folder: 'workdir?' }],
  // What is typed into a running session; only a permission request shows it.
  ['write_stdin', { command: 'chars' }],
  ['apply_patch', { patch: 'command' }],
  ['view_image', { path: 'path', access: 'read' }],

  ['read_mcp_resource', { url: 'uri', server: 'server' }],
  ['list_mcp_resources', { server: 'server?' }],
  ['list_mcp_resource_templates', { server: 'server?' }],

  ['spawn_agent', NOTHING],
  ['multi_agent_v1wait_agent', NOTHING],
  ['collaborationspawn_agent', NOTHING],
  ['collaborationwait_agent', NOTHING],
  ['get_goal', NOTHING],
  ['request_user_input', NOTHING],
  ['update_plan', NOTHING],
  ['tool_search', NOTHING],
]);
