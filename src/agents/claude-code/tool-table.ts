import { NOTHING, type ToolTable } from '../tool-shape.ts';

/**
 * Tools of release 2.1.330 (hook payloads, and the input types that its npm package ships) and names of
 * older releases. A tool that is not here is looked through for the usual keys instead.
 */
export const TOOL_TABLE: ToolTable = new Map([
  ['Bash', { command: 'command' }],
  ['PowerShell', { command: 'command' }],
  ['Monitor', { command: 'command?', url: 'ws.url?' }],

  ['Read', { path: 'file_path', access: 'read' }],
  ['NotebookRead', { path: 'notebook_path', access: 'read' }],
  ['Write', { path: 'file_path', access: 'write' }],
  ['Edit', { path: 'file_path', access: 'write' }],
  ['MultiEdit', { path: 'file_path', access: 'write' }],
  ['NotebookEdit', { path: 'notebook_path', access: 'write' }],
  ['Glob', { path: 'path?', access: 'search', pattern: 'pattern' }],
  ['Grep', { path: 'path?', access: 'search' }],
  ['LS', { path: 'path', access: 'search' }],
  ['LSP', { path: 'filePath?', access: 'read' }],
  ['Workflow', { path: 'scriptPath?', access: 'read' }],
  ['EnterWorktree', { path: 'path?', access: 'read' }],

  ['WebFetch', { url: 'url' }],
  ['WebSearch', NOTHING],
  ['ReadMcpResourceTool', { url: 'uri', server: 'server' }],
  ['ReadMcpResourceDirTool', { url: 'uri', server: 'server' }],
  ['ListMcpResourcesTool', { server: 'server?' }],

  ['Agent', NOTHING],
  ['Task', NOTHING],
  ['Skill', NOTHING],
  ['SendMessage', NOTHING],
  ['ListAgents', NOTHING],
  ['TodoWrite', NOTHING],
  ['TaskCreate', NOTHING],
  ['TaskUpdate', NOTHING],
  ['TaskGet', NOTHING],
  ['TaskList', NOTHING],
  ['TaskStop', NOTHING],
  ['CronCreate', NOTHING],
  ['CronDelete', NOTHING],
  ['CronList', NOTHING],
  ['ScheduleWakeup', NOTHING],
  ['ExitWorktree', NOTHING],
  ['EnterPlanMode', NOTHING],
  ['ExitPlanMode', NOTHING],
  ['AskUserQuestion', NOTHING],
  ['ReportFindings', NOTHING],
  ['ToolSearch', NOTHING],
]);
