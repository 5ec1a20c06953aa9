import type { ToolTable } from '../tool-shape.ts';

/**
 * Tools of release 0.73.1: the first four as its events show them, the others as its package declares them. A tool that is
 * not here is one of an extension, and is looked through for the usual keys instead.
 */
export const TOOL_TABLE: ToolTable = new Map([
  ['bash', { command: 'command' }],
  ['read', { path: 'path', access: 'read' }],
  ['write', { path: 'path', access: 'write' }],
  ['edit', { path: 'path', access: 'write' }],
  ['grep', { path: 'path?', access: 'search' }],
  ['find', { path: 'path?', access: 'search', pattern: 'pattern' }],
  ['ls', { path: 'path?', access: 'search' }],
]);
