import { DatabaseSync } from 'node:sqlite';
import { onTestFinished } from 'vitest';
import type { Decision } from '../../src/agents/index.ts';
import type { CallEntry, Entry, EntryAlert } from '../../src/audit/entry.ts';
import { type AuditStoreReader, readAuditStore } from '../../src/audit/store/read-store.ts';
import { StoreWriter } from '../../src/audit/store/store-writer.ts';
import { storeIn } from './audit-store.ts';
import { tempDir } from './temp-dir.ts';

/** When the first of the entries below is. */
export const START_MS = Date.UTC(2026, 0, 31, 12);

let lastId = 0;

/** A call of Bash by Claude Code, that the rules leave alone. */
export function callEntry(command: string, more: Partial<CallEntry> & FakeEvent = {}): CallEntry {
  const { tool = 'Bash', fields = {}, rules = [], ...rest } = more;
  const id = ++lastId;
  const verdict = rest.verdict ?? 'defer';
  return {
    kind: 'call',
    timeMs: START_MS + id * 1_000,
    correlationId: String(1_700_000_000_000_000 + id),
    agent: 'claude_code',
    session: 'aaaa1111-0000',
    version: '1.2.3',
    cwd: '/home/dev/app',
    useId: `use-${id}`,
    mode: 'guardrails',
    verdict,
    enforced: verdict,
    reason: '',
    events: [
      {
        event: 'PreToolUse',
        tool,
        fields: { 'tool.input_command': command, 'tool.input': JSON.stringify({ command }), ...fields },
        alerts: [...rules.map((rule) => alert(rule, verdict, command)), alert('Seen', 'seen', command)],
      },
    ],
    ...rest,
  };
}

interface FakeEvent {
  readonly tool?: string;
  /** Beside those of a command. */
  readonly fields?: CallEntry['events'][number]['fields'];
  /** The names of rules that match. */
  readonly rules?: readonly string[];
}

function alert(rule: string, verdict: Decision | 'seen', command: string): EntryAlert {
  const says = verdict === 'defer' || verdict === 'allow' ? 'none' : verdict;
  const output = says === 'seen' ? '' : `Falco noted ${command} because of ${rule}`;
  return { rule, verdict: says, priority: 'Warning', source: 'coding_agent', tags: [], output };
}

/** A store that holds these entries, numbered from 1. */
export interface FilledStore {
  readonly path: string;
  readonly reader: AuditStoreReader;
  /** For what only the store itself does. */
  readonly database: DatabaseSync;
  write(...entries: readonly Entry[]): void;
  close(): void;
}

/** Writes entries to the store of a folder laid out as an installation. */
export function writeStore(entries: readonly Entry[], folder: string): void {
  const writer = new StoreWriter(storeIn(folder));
  writer.write(entries.map((entry) => JSON.stringify(entry)));
  writer.close();
}

/** Makes a store of these entries. */
export function storeOf(entries: readonly Entry[]): FilledStore {
  const options = storeIn(tempDir());
  const writer = new StoreWriter(options);
  const write = (...more: readonly Entry[]): void => writer.write(more.map((entry) => JSON.stringify(entry)));
  write(...entries);
  const reader = readAuditStore(options.store);
  if (reader === undefined) throw new Error('the store is not there');
  const database = new DatabaseSync(options.store, { timeout: 1_000 });
  let isOpen = true;
  const close = (): void => {
    if (!isOpen) return;
    isOpen = false;
    reader.close();
    writer.close();
    database.close();
  };
  onTestFinished(close);
  return { path: options.store, reader, database, write, close };
}
