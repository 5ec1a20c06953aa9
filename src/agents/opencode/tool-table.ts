import { NOTHING, type ToolTable } from '../tool-shape.ts';

/**
 * Tools of release 1.18.33, as its hook payloads show them. A tool that is not here is looked through for the usual keys instead.
 */
export const TOOL_TABLE: ToolTable = new Map([
  ['bash', { command: 'command', folder: 'workdir?' }],
  ['read', { path: 'filePath', access: 'read' }],
  ['write', { path: 'filePath', access: 'write' }],
  ['edit', { path: 'filePath', access: 'write' }],
  ['apply_patch', { patch: 'patchText' }],
  ['glob', { path: 'path?', access: 'search', pattern: 'pattern' }],
  ['grep', { path: 'path?', access: 'search' }],
  ['webfetch', { url: 'url' }],
  ['task', NOTHING],
  ['skill', NOTHING],
  ['todowrite', NOTHING],
  ['invalid', NOTHING],
]);
