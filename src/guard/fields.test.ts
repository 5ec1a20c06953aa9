import { expect, test } from 'vitest';
import type { ToolCall } from '../agents/index.ts';
import { CallFields, CODING_AGENT_CATALOGUE } from './fields.ts';

const call: ToolCall = {
  agent: 'claude_code',
  event: 'PreToolUse',
  tool: 'Bash',
  input: { command: 'rm -r /data' },
  cwd: '/home/dev/project',
  command: 'rm -r /data',
};

test('a call has all fields that say something among the present ones, and no empty list', () => {
  const fields = new CallFields({ call, correlationId: 1, agentPid: 1, os: 'linux', home: '/home/dev' });
  const present = fields
    .present([...CODING_AGENT_CATALOGUE.fields.keys()])
    .map((place) => CODING_AGENT_CATALOGUE.fields[place]?.name);
  expect(present).toEqual(expect.arrayContaining(Object.keys(fields.all())));
  expect(present).toEqual(expect.arrayContaining(['fs.delete_tree', 'exec.name', 'tool.arg', 'mcp.server']));
  expect(present).not.toContain('fs.read');
});
