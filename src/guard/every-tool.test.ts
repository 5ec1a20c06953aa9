import { describe, expect, test, vi } from 'vitest';
import { findAgent, type JsonObject, type ToolCall } from '../agents/index.ts';
import { analyzeCommand } from '../shell/index.ts';
import { createGuard } from './create-guard.ts';
import { CallFields } from './fields.ts';

vi.mock('../shell/index.ts', { spy: true });

const HOME = '/home/dev';
const CWD = '/home/dev/project';

/** The calls that an agent's adapter makes of one use of a tool. */
function calls(agent: string, tool: string, input: JsonObject): readonly ToolCall[] {
  const common = { session_id: 's', cwd: CWD };
  const payloads: Readonly<Record<string, JsonObject>> = {
    gemini: { ...common, hook_event_name: 'BeforeTool', tool_name: tool, tool_input: input },
    copilot: { sessionId: 's', cwd: CWD, toolName: tool, toolArgs: input },
    opencode: { hook: 'tool.execute.before', input: { tool }, output: { args: input }, directory: CWD },
    pi: { event: { type: 'tool_call', toolName: tool, input }, ctx: { cwd: CWD } },
    generic: { tool, input, cwd: CWD },
  };
  const event = { ...common, hook_event_name: 'PreToolUse', tool_name: tool, tool_input: input };
  const parsed = findAgent(agent)?.parse(payloads[agent] ?? event);
  if (parsed?.kind !== 'calls') throw new Error(`${agent} ${tool}: ${JSON.stringify(parsed)}`);
  return parsed.calls;
}

type Through = readonly [agent: string, tool: string, input: JsonObject];

/** What the calls do in all: every field of effects that says something. */
function effectsOf([agent, tool, input]: Through): Readonly<Record<string, unknown>> {
  const fields: Record<string, unknown> = {};
  for (const call of calls(agent, tool, input)) {
    const all = new CallFields({ call, correlationId: 1, agentPid: 0, os: 'linux', home: HOME }).all();
    for (const [name, value] of Object.entries(all))
      if (/^(fs|net|secret|later)\./.test(name)) fields[name] = value;
  }
  return fields;
}

const TOKEN = `ghp_${'a1B2'.repeat(9)}`;
const patch = (...lines: readonly string[]): string =>
  ['*** Begin Patch', ...lines, '*** End Patch'].join('\n');

const KEY = '/home/dev/.ssh/id_rsa';
const READ = { 'fs.read': [KEY], 'fs.read_home': ['~/.ssh/id_rsa'], 'fs.read_outside': [KEY] };

const CONFIG = '/etc/app.conf';
const WRITE = {
  'fs.write': [CONFIG],
  'fs.write_outside': [CONFIG],
  'fs.change': [CONFIG],
  'secret.kind': ['github-token'],
};

const DELETE = {
  'fs.delete': [CONFIG],
  'fs.delete_outside': [CONFIG],
  'fs.change': [CONFIG],
};

const URL = 'https://docs.example/a?b=c';
const FETCH = { 'net.host': ['docs.example'], 'net.url': [URL] };

const HOOK = { 'later.place': ['git-hook'], 'later.read_home': ['~/.netrc'] };

const same: readonly (readonly [what: string, effects: object, through: readonly Through[]])[] = [
  [
    'reading a key',
    READ,
    [
      ['claude', 'Read', { file_path: KEY }],
      ['claude', 'Bash', { command: 'cat ~/.ssh/id_rsa' }],
      ['claude', 'Bash', { command: `python3 -c "open('${KEY}').read()"` }],
      ['claude', 'mcp__fs__read_text_file', { path: '~/.ssh/../.ssh/id_rsa' }],
      ['claude', 'mcp__fs__get', { uri: `file://${KEY}` }],
      ['claude', 'ReadMcpResourceTool', { server: 'fs', uri: `file:///home/dev/%2essh/id_rsa` }],
      ['claude', 'UnknownReadTool', { filePath: KEY }],
      ['codex', 'view_image', { path: '../.ssh/id_rsa' }],
      ['gemini', 'read_file', { file_path: KEY }],
      ['qwen', 'read_file', { file_path: KEY }],
      ['copilot', 'view', { path: KEY }],
      ['opencode', 'read', { filePath: KEY }],
      ['pi', 'read', { path: KEY }],
      ['generic', 'open_file', { path: KEY }],
    ],
  ],
  [
    'writing a token into a file',
    WRITE,
    [
      ['claude', 'Write', { file_path: CONFIG, content: TOKEN }],
      ['claude', 'Edit', { file_path: CONFIG, old_string: 'x', new_string: TOKEN }],
      ['claude', 'NotebookEdit', { notebook_path: CONFIG, new_source: TOKEN }],
      ['claude', 'Bash', { command: `echo ${TOKEN} > ${CONFIG}` }],
      ['claude', 'Bash', { command: `cat > ${CONFIG} <<'EOF'\n${TOKEN}\nEOF` }],
      ['claude', 'mcp__fs__write_file', { path: CONFIG, content: TOKEN }],
      ['codex', 'apply_patch', { command: patch(`*** Add File: ${CONFIG}`, `+${TOKEN}`) }],
      ['gemini', 'write_file', { file_path: CONFIG, content: TOKEN }],
      ['gemini', 'replace', { file_path: CONFIG, old_string: 'x', new_string: TOKEN }],
      ['qwen', 'write_file', { file_path: CONFIG, content: TOKEN }],
      ['copilot', 'create', { path: CONFIG, file_text: TOKEN }],
      ['opencode', 'write', { filePath: CONFIG, content: TOKEN }],
      ['opencode', 'edit', { filePath: CONFIG, oldString: 'x', newString: TOKEN }],
      ['pi', 'write', { path: CONFIG, content: TOKEN }],
      ['pi', 'edit', { path: CONFIG, edits: [{ oldText: 'x', newText: TOKEN }] }],
    ],
  ],
  [
    'deleting a file',
    DELETE,
    [
      ['claude', 'Bash', { command: `rm ${CONFIG}` }],
      ['claude', 'Bash', { command: `node -e "require('fs').unlinkSync('${CONFIG}')"` }],
      ['claude', 'mcp__fs__delete_file', { path: CONFIG }],
      ['codex', 'apply_patch', { command: patch(`*** Delete File: ${CONFIG}`) }],
      ['opencode', 'apply_patch', { patchText: patch(`*** Delete File: ${CONFIG}`) }],
      ['gemini', 'run_shell_command', { command: `rm ${CONFIG}` }],
      ['qwen', 'run_shell_command', { command: 'rm app.conf', directory: '/etc' }],
      ['copilot', 'bash', { command: `rm ${CONFIG}` }],
      ['pi', 'bash', { command: `rm ${CONFIG}` }],
      ['generic', 'remove_file', { path: CONFIG }],
    ],
  ],
  [
    'fetching a page',
    FETCH,
    [
      ['claude', 'WebFetch', { url: URL, prompt: 'p' }],
      ['claude', 'Bash', { command: `curl -s '${URL}'` }],
      ['claude', 'Bash', { command: `python3 -c "import urllib.request as r; r.urlopen('${URL}')"` }],
      ['claude', 'mcp__browser__navigate', { url: URL }],
      ['claude', 'mcp__http__request', { request: { href: URL } }],
      ['gemini', 'web_fetch', { prompt: `read ${URL} for me` }],
      ['qwen', 'web_fetch', { url: URL, prompt: 'p' }],
      ['copilot', 'web_fetch', { url: URL }],
      ['opencode', 'webfetch', { url: URL }],
      ['generic', 'browse', { url: URL }],
    ],
  ],
  [
    'planting a command in a git hook',
    HOOK,
    [
      ['claude', 'Write', { file_path: '.git/hooks/pre-commit', content: 'cat ~/.netrc' }],
      ['claude', 'Bash', { command: "echo 'cat ~/.netrc' > .git/hooks/pre-commit" }],
      ['codex', 'apply_patch', { command: patch('*** Add File: .git/hooks/pre-commit', '+cat ~/.netrc') }],
      ['gemini', 'write_file', { file_path: '.git/hooks/pre-commit', content: 'cat ~/.netrc' }],
      ['copilot', 'create', { path: '.git/hooks/pre-commit', file_text: 'cat ~/.netrc' }],
      ['opencode', 'write', { filePath: '.git/hooks/pre-commit', content: 'cat ~/.netrc' }],
      ['pi', 'write', { path: '.git/hooks/pre-commit', content: 'cat ~/.netrc' }],
      ['claude', 'mcp__fs__write_file', { path: '.git/hooks/pre-commit', content: 'cat ~/.netrc' }],
    ],
  ],
];

describe.each(same)('%s says the same', (_what, effects, through) => {
  test.each(through)('through %s %s %j', (...one) => {
    expect(effectsOf(one)).toMatchObject(effects);
  });
});

describe('escapes of JSON', () => {
  test.each([
    ['in a value', '{"path":"/home/dev/.\\u0073sh/id_rsa"}'],
    ['in a key', '{"\\u0070ath":"/home/dev/.ssh/id_rsa"}'],
    ['of a slash', '{"path":"\\/home\\/dev\\/.ssh\\/id_rsa"}'],
  ])('%s hide nothing', (_title, text) => {
    const [call] = calls('claude', 'mcp__fs__read_file', JSON.parse(text) as JsonObject);
    const fields = new CallFields({
      call: call as ToolCall,
      correlationId: 1,
      agentPid: 0,
      os: 'linux',
      home: HOME,
    });
    expect(fields.get('fs.read')).toEqual([KEY]);
    expect(fields.get('tool.arg', 'path')).toBe(KEY);
    expect(fields.get('tool.input')).toBe(`{"path":"${KEY}"}`);
  });
});

describe('a command', () => {
  const [call] = calls('claude', 'Bash', { command: 'cat .env' });
  const judgeWith = (...conditions: readonly string[]) => {
    const text = conditions
      .map(
        (condition, index) =>
          `- rule: R${index}\n  desc: d\n  condition: ${condition}\n  output: o %tool.name\n  priority: INFO\n  source: coding_agent\n`,
      )
      .join('');
    const result = createGuard({ rules: [{ name: 'r.yaml', text }], home: HOME });
    if (!result.ok) throw new Error(JSON.stringify(result.diagnostics));
    vi.mocked(analyzeCommand).mockClear();
    return result.guard.judge([call as ToolCall], { timeMs: 0 });
  };

  test('is not analysed for rules that use no effect', () => {
    const { events } = judgeWith('tool.input_command contains env', 'tool.name = Bash and agent.os != ""');
    expect(events[0]?.alerts).toHaveLength(2);
    expect(analyzeCommand).not.toHaveBeenCalled();
  });

  test('is analysed once for all rules and the record', () => {
    const { events } = judgeWith('fs.read endswith .env', 'exec.name = cat', 'not fs.write exists');
    expect(events[0]?.alerts).toHaveLength(3);
    expect(events[0]?.fields).toHaveProperty('fs.read');
    expect(analyzeCommand).toHaveBeenCalledTimes(1);
  });
});
