import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { JsonObject, ToolCall } from '../agent.ts';
import { claudeCode } from './claude-code.ts';

const ours = fileURLToPath(new URL('./fixtures/', import.meta.url));
const observed = fileURLToPath(new URL('../../../../shared/agents/claude-code/fixtures/', import.meta.url));

const readJson = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));

describe('our fixtures', () => {
  test.each(readdirSync(ours))('%s', (name) => {
    const expected = join(ours, name, 'expected.json');
    const parsed = claudeCode.parse(readJson(join(ours, name, 'input.json')));
    if (process.env.UPDATE_FIXTURES === '1') writeFileSync(expected, `${JSON.stringify(parsed, null, 2)}\n`);
    expect(parsed).toEqual(readJson(expected));
    expect(parsed.kind === 'invalid').toBe(name.startsWith('ng.'));
  });
});

/** What each tool must be seen to do, read off the contract. */
const SEEN: Readonly<Record<string, (input: JsonObject) => Partial<ToolCall>>> = {
  Bash: (input) => ({ command: String(input.command) }),
  Monitor: (input) => ({ command: String(input.command) }),
  Read: (input) => ({ file: { path: String(input.file_path), access: 'read' } }),
  Write: (input) => ({ file: { path: String(input.file_path), access: 'write' } }),
  Edit: (input) => ({ file: { path: String(input.file_path), access: 'write' } }),
  NotebookEdit: (input) => ({ file: { path: String(input.notebook_path), access: 'write' } }),
  Grep: (input) => ({ file: { path: String(input.path), access: 'search' } }),
  WebFetch: (input) => ({ url: String(input.url) }),
  mcp__demo__echo: () => ({ mcp: { server: 'demo', tool: 'echo' } }),
};

describe.skipIf(!existsSync(observed))('observed payloads (skipped where ../shared is absent)', () => {
  const names = existsSync(observed) ? readdirSync(observed) : [];

  test.each(names)('%s', (name) => {
    const payload = readJson(join(observed, name)) as JsonObject;
    const parsed = claudeCode.parse(payload);
    const event = name.split('.')[0] ?? '';
    if (event !== 'PreToolUse' && event !== 'PermissionRequest') {
      expect(parsed).toEqual({ kind: 'notice', event });
      return;
    }
    const tool = String(payload.tool_name);
    const input = payload.tool_input as JsonObject;
    const call: Partial<ToolCall> = {
      agent: 'claude_code',
      event,
      tool,
      input,
      sessionId: String(payload.session_id),
      cwd: '/home/dev/project',
      ...(event === 'PreToolUse' && { useId: String(payload.tool_use_id) }),
      ...(name.includes('in-subagent') && { subagentId: String(payload.agent_id) }),
      ...SEEN[tool]?.(input),
    };
    expect(parsed).toMatchObject({ kind: 'calls', event, calls: [call] });
    if (SEEN[tool] !== undefined) return;
    for (const subject of ['command', 'file', 'url', 'mcp']) {
      expect(parsed.kind === 'calls' && parsed.calls[0]).not.toHaveProperty(subject);
    }
  });
});
