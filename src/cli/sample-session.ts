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

/** Whose session it is: paths that need not exist, since nothing of the sample is run. */
export const SAMPLE_HOME = '/home/dev';
export const SAMPLE_SESSION = 'sample-session';
const SAMPLE_PROJECT = `${SAMPLE_HOME}/project`;

/** The calls of `examples/sample-session`. */
export function readSampleSession(): readonly SampleCall[] {
  const text = readFileSync(join(packageRoot(), 'examples', 'sample-session', 'calls.jsonl'), 'utf8');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as SampleCall);
}

/** The call as Claude Code hands it to its hook. */
export function samplePayload(call: SampleCall, index: number): object {
  return {
    session_id: SAMPLE_SESSION,
    transcript_path: join(SAMPLE_HOME, '.claude', 'projects', 'sample', `${SAMPLE_SESSION}.jsonl`),
    cwd: SAMPLE_PROJECT,
    prompt_id: 'sample-prompt',
    permission_mode: 'default',
    effort: { level: 'medium' },
    hook_event_name: 'PreToolUse',
    tool_name: call.tool,
    tool_input: call.input,
    tool_use_id: `toolu_sample_${String(index + 1).padStart(2, '0')}`,
  };
}
