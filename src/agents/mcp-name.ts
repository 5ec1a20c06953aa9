import type { ToolCall } from './agent.ts';

/**
 * Server and tool of a name such as `mcp__github__create_issue`; `undefined` for any other name. The `announced` server
 * says where a server name with `__` in it ends; the tool's name has it in plain letters.
 */
export function splitMcpName(tool: string, announced?: string): ToolCall['mcp'] {
  if (!tool.startsWith('mcp__')) return undefined;
  const rest = tool.slice('mcp__'.length);
  const prefix = announced === undefined ? undefined : `${announced.replaceAll(/[^a-zA-Z0-9_-]/g, '_')}__`;
  const split = prefix !== undefined && rest.startsWith(prefix) ? prefix.length - 2 : rest.indexOf('__');
  if (split < 0) return { server: announced ?? rest, tool: rest };
  return { server: announced ?? rest.slice(0, split), tool: rest.slice(split + 2) };
}
