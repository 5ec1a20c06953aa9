import type { FileAccess } from '../agent.ts';

/**
 * Where the tools of Claude Code keep what they work on. Keys are those of `tool_input`, `a.b` for a nested
 * one; a `?` at the end marks a key that may be missing. Every other key must be a string.
 */
export interface ToolShape {
  readonly command?: string;
  readonly path?: string;
  /** How the file under `path` is used. */
  readonly access?: FileAccess;
  /** A glob below `path`, or an absolute one that stands for itself. */
  readonly pattern?: string;
  readonly url?: string;
  /** The MCP server that the tool turns to. */
  readonly server?: string;
}

const nothing: ToolShape = {};

/**
 * Tools of release 2.1.330 (hook payloads, and the input types that its npm package ships) and names of
 * older releases. A tool that is not here is looked through for the usual keys instead.
 */
export const TOOL_TABLE: ReadonlyMap<string, ToolShape> = new Map<string, ToolShape>([
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
  ['WebSearch', nothing],
  ['ReadMcpResourceTool', { url: 'uri', server: 'server' }],
  ['ReadMcpResourceDirTool', { url: 'uri', server: 'server' }],
  ['ListMcpResourcesTool', { server: 'server?' }],

  ['Agent', nothing],
  ['Task', nothing],
  ['Skill', nothing],
  ['SendMessage', nothing],
  ['ListAgents', nothing],
  ['TodoWrite', nothing],
  ['TaskCreate', nothing],
  ['TaskUpdate', nothing],
  ['TaskGet', nothing],
  ['TaskList', nothing],
  ['TaskStop', nothing],
  ['CronCreate', nothing],
  ['CronDelete', nothing],
  ['CronList', nothing],
  ['ScheduleWakeup', nothing],
  ['ExitWorktree', nothing],
  ['EnterPlanMode', nothing],
  ['ExitPlanMode', nothing],
  ['AskUserQuestion', nothing],
  ['ReportFindings', nothing],
  ['ToolSearch', nothing],
]);
