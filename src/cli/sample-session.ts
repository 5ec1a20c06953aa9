import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../guard/index.ts';

/** One call of the bundled sample session. */
export interface SampleCall {
  /** What the agent wants to do. */
  readonly title: string;
  readonly tool: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** `pass` leaves the call to the agent's own permissions. */
  readonly expect: 'deny' | 'ask' | 'pass';
}

/** The calls of `examples/sample-session`, with `<HOME>` and `<PROJECT>` filled in. */
export function readSampleSession(home: string, project: string): readonly SampleCall[] {
  const text = readFileSync(join(packageRoot(), 'examples', 'sample-session', 'calls.jsonl'), 'utf8');
  const fill = (_key: string, value: unknown): unknown =>
    typeof value === 'string' ? value.replaceAll('<HOME>', home).replaceAll('<PROJECT>', project) : value;
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line, fill) as SampleCall);
}

/** The call as Claude Code hands it to its hook. */
export function samplePayload(call: SampleCall, index: number, home: string, project: string): object {
  const session = 'sample-session';
  return {
    session_id: session,
    transcript_path: join(home, '.claude', 'projects', 'sample', `${session}.jsonl`),
    cwd: project,
    prompt_id: 'sample-prompt',
    permission_mode: 'default',
    effort: { level: 'medium' },
    hook_event_name: 'PreToolUse',
    tool_name: call.tool,
    tool_input: call.input,
    tool_use_id: `toolu_sample_${String(index + 1).padStart(2, '0')}`,
  };
}
