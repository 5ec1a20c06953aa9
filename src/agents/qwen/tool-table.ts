import { NOTHING, type ToolTable } from '../tool-shape.ts';

/** Tools of release 0.24. A tool that is not here is looked through for the usual keys instead. */
export const TOOL_TABLE: ToolTable = new Map([
  ['run_shell_command', { command: 'command', folder: 'directory?' }],
  ['monitor', { command: 'command' }],
  ['read_file', { path: 'file_path', access: 'read' }],
  ['write_file', { path: 'file_path', access: 'write' }],
  ['edit', { path: 'file_path', access: 'write' }],
  ['notebook_edit', { path: 'notebook_path', access: 'write' }],
  ['list_directory', { path: 'path', access: 'search' }],
  ['glob', { path: 'path?', access: 'search', pattern: 'pattern' }],
  ['grep_search', { path: 'path?', access: 'search' }],

  ['web_fetch', { url: 'url' }],
  ['web_search', NOTHING],

  ['agent', NOTHING],
  ['skill', NOTHING],
  ['todo_write', NOTHING],
  ['save_memory', NOTHING],
  ['ask_user_question', NOTHING],
  ['enter_plan_mode', NOTHING],
  ['exit_plan_mode', NOTHING],
  ['tool_search', NOTHING],
]);
