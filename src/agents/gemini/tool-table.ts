import { NOTHING, type ToolTable } from '../tool-shape.ts';

/** Tools of release 0.61. A tool that is not here is looked through for the usual keys instead. */
export const TOOL_TABLE: ToolTable = new Map([
  ['run_shell_command', { command: 'command', folder: 'dir_path?' }],
  ['read_file', { path: 'file_path', access: 'read' }],
  ['write_file', { path: 'file_path', access: 'write' }],
  ['replace', { path: 'file_path', access: 'write' }],
  ['list_directory', { path: 'dir_path', access: 'search' }],
  ['glob', { path: 'dir_path?', access: 'search', pattern: 'pattern' }],
  ['grep_search', { path: 'dir_path?', access: 'search' }],

  ['web_fetch', { urlsIn: 'prompt' }],
  ['google_web_search', NOTHING],
  ['read_mcp_resource', { url: 'uri' }],

  ['invoke_agent', NOTHING],
  ['activate_skill', NOTHING],
  ['write_todos', NOTHING],
  ['update_topic', NOTHING],
  ['enter_plan_mode', NOTHING],
  ['ask_user', NOTHING],
  ['complete_task', NOTHING],
  ['list_background_processes', NOTHING],
]);
