/**
 * A stand-in for the `claude` program: asks the model for one tool use after the other and makes it, once the hooks of
 * the settings agree. With `--ignores-hooks` it does not ask them.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

interface ToolUse {
  readonly id: string;
  readonly name: string;
  readonly input: { readonly command?: string; readonly file_path?: string; readonly content?: string };
}

interface Hook {
  readonly command: string;
  readonly args: readonly string[];
  /** Where it is asked over HTTP, in place of the command. */
  readonly url?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly timeout: number;
}

const { HOME = '', ANTHROPIC_BASE_URL = '' } = process.env;
const SETTINGS = join(HOME, '.claude', 'settings.json');

if (process.argv.includes('--version')) console.log('9.8.7 (Fake Claude)');
else await converse([{ role: 'user', content: process.argv[process.argv.indexOf('-p') + 1] }]);

async function converse(messages: readonly object[]): Promise<void> {
  const body = JSON.stringify({ model: 'm', tools: [{ name: 'Bash' }], messages });
  const response = await fetch(`${ANTHROPIC_BASE_URL}/v1/messages`, { method: 'POST', body });
  const { content } = (await response.json()) as { content: readonly ({ type: string } & ToolUse)[] };
  const use = content.find(({ type }) => type === 'tool_use');
  if (use === undefined) return;
  const told = (await refusal(use)) ?? make(use);
  const result = { type: 'tool_result', tool_use_id: use.id, content: told };
  await converse([...messages, { role: 'assistant', content }, { role: 'user', content: [result] }]);
}

function make({ input }: ToolUse): string {
  if (input.file_path !== undefined) writeFileSync(input.file_path, input.content ?? '');
  if (input.command === undefined) return 'written';
  return spawnSync('/bin/sh', ['-c', input.command], { encoding: 'utf8' }).stdout;
}

async function refusal({ id, name, input }: ToolUse): Promise<string | undefined> {
  if (!existsSync(SETTINGS) || process.argv.includes('--ignores-hooks')) return undefined;
  const groups: readonly { hooks: readonly Hook[] }[] =
    JSON.parse(readFileSync(SETTINGS, 'utf8')).hooks?.PreToolUse ?? [];
  const payload = {
    session_id: 's',
    cwd: process.cwd(),
    hook_event_name: 'PreToolUse',
    tool_name: name,
    tool_input: input,
    tool_use_id: id,
  };
  for (const hook of groups.flatMap(({ hooks }) => hooks)) {
    const answer = await answerOf(hook, JSON.stringify(payload));
    if (answer === undefined) return 'the hook failed';
    if (answer === '') continue;
    const { permissionDecision, permissionDecisionReason } = JSON.parse(answer).hookSpecificOutput;
    if (permissionDecision !== 'allow') return permissionDecisionReason;
  }
  return undefined;
}

/** What a hook says; `undefined` where it fails. */
async function answerOf(
  { command, args, timeout, url, headers = {} }: Hook,
  body: string,
): Promise<string | undefined> {
  if (url === undefined) {
    const run = spawnSync(command, args, {
      input: body,
      encoding: 'utf8',
      timeout: timeout * 1000,
    });
    return run.status === 0 ? run.stdout : undefined;
  }
  try {
    const response = await fetch(url, { method: 'POST', headers, body });
    return response.ok ? await response.text() : undefined;
  } catch {
    return undefined;
  }
}
