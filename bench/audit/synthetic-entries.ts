import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { type CallEntry, callEntry, type Entry } from '../../src/audit/entry.ts';
import { redactJudgement } from '../../src/audit/redact-judgement.ts';
import { createDefaultGuard, judgeRecord } from '../../src/cli/check-records.ts';
import { readRecords } from '../../tests/corpus/corpus-files.ts';

/** The calls that entries are made from; not part of this repository. */
export const CORPUS = fileURLToPath(new URL('../../../shared/corpus', import.meta.url));

const HOME = '/home/dev';
const CALLS_IN_SESSION = 150;
const PROJECTS = 40;
const MODULES = 2_000;
const AGENTS = ['claude_code', 'claude_code', 'claude_code', 'codex', 'gemini', 'opencode'];

/** The time of the first entry, and how far apart they are. */
const START_MS = Date.UTC(2026, 0, 1);
const STEP_MS = 5_000;

/** The entry of every call of the corpus, as the default rules judge it and the store has it. */
export async function corpusEntries(): Promise<readonly CallEntry[]> {
  const guard = createDefaultGuard(HOME);
  const entries: CallEntry[] = [];
  for await (const record of readRecords(CORPUS)) {
    const judged = judgeRecord(guard, record, { home: HOME });
    if (judged.kind === 'judged') entries.push(callEntry(redactJudgement(judged.judgement), {}, 'bench'));
  }
  return entries;
}

/** Entries with the commands of the corpus in changing sessions, projects and folders, always the same ones; `from` the n-th. */
export function* syntheticEntries(corpus: readonly CallEntry[], count: number, from = 0): Generator<Entry> {
  const texts = corpus.map((entry) => JSON.stringify(entry));
  for (let n = from; n < from + count; n++) {
    const session = Math.floor(n / CALLS_IN_SESSION);
    const project = `${HOME}/app-${session % PROJECTS}`;
    // Steps through the corpus in another order each time.
    const text = texts[(n * 7_919 + Math.floor(n / texts.length)) % texts.length] as string;
    const entry: CallEntry = JSON.parse(
      text
        .replaceAll(`${HOME}/project`, project)
        .replaceAll('src/', `src/mod${(n * 31) % MODULES}/`)
        .replaceAll('claude_code', AGENTS[session % AGENTS.length] as string),
    );
    yield {
      ...entry,
      timeMs: START_MS + n * STEP_MS,
      correlationId: String(1_800_000_000_000_000 + n),
      session: sessionId(session),
      project,
    };
  }
}

/** The id of the n-th session, in the shape of a UUID. */
export function sessionId(n: number): string {
  const hex = createHash('sha256').update(`session ${n}`).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join(
    '-',
  );
}
