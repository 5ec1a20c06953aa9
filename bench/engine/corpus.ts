import { existsSync, readFileSync } from 'node:fs';
import type { RuleFile } from '../../src/falco/index.ts';

const UPSTREAM = new URL('../../../shared/upstream/', import.meta.url);
const RULES = new URL('coding_agents_rules.yaml', UPSTREAM);
const EVENTS = ['events-benign.jsonl', 'events-dangerous.jsonl'];
const CALIBRATION_TEXTS = 100;

/** The fields of an event, those with arguments under `name[argument]`; `null` where there is no value. */
export type EventRecord = Readonly<Record<string, string | number | boolean | readonly string[] | null>>;

/** What there is to measure on: the original project's rules, and calls of all kinds of tools. */
export interface Corpus {
  readonly upstreamRules: RuleFile;
  /** With the fields that the original project has. */
  readonly records: readonly EventRecord[];
  readonly commands: readonly string[];
  /** Texts that the upstream rules look for in commands. */
  readonly calibrationTexts: readonly string[];
}

/** `undefined` where the shared corpus is not there. */
export function readCorpus(): Corpus | undefined {
  if (!existsSync(RULES)) return undefined;
  const records = EVENTS.flatMap((name) => readRecords(new URL(name, UPSTREAM)));
  const text = readFileSync(RULES, 'utf8');
  const wanted = [...text.matchAll(/tool\.input_command contains "([^"]+)"/g)].map(
    (match) => match[1] as string,
  );
  return {
    upstreamRules: { name: 'upstream.yaml', text },
    records,
    commands: records.map((record) => String(record['tool.input_command'] ?? '')),
    calibrationTexts: [...new Set(wanted)].slice(0, CALIBRATION_TEXTS),
  };
}

export function readRecords(file: URL | string): readonly EventRecord[] {
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line) as EventRecord);
}

/** The loop that machines are compared by: a hundred fixed texts, each looked for in every command. */
export function calibrate({ commands, calibrationTexts }: Corpus): number {
  let found = 0;
  for (const command of commands) {
    for (const text of calibrationTexts) if (command.includes(text)) found++;
  }
  return found;
}
