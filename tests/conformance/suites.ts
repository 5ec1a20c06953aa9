import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type EvalVector, runEvalVector } from './eval-suite.ts';
import { type LoadVector, runLoadVector } from './load-suite.ts';
import { runMatches } from './match-suite.ts';
import type { Outcome } from './outcome.ts';
import { type OutputVector, runOutputVector } from './output-suite.ts';
import { type ParseVector, runParseVector } from './parse-suite.ts';

/** Vectors of one kind found in a folder. */
export interface Suite {
  readonly name: string;
  run(): readonly Outcome[];
}

const VECTOR_FILES: Readonly<Record<string, (vector: never) => Outcome>> = {
  'filter-parse.json': (vector: ParseVector) => runParseVector(vector),
  'filter-eval.json': (vector: EvalVector) => runEvalVector(vector),
  'rule-load.json': (vector: LoadVector) => runLoadVector(vector),
  'output-format.json': (vector: OutputVector) => runOutputVector(vector),
};

/** Rule files with recorded events and matches. */
const MATCH_FILES = [
  { rules: 'rules.yaml', events: 'events.jsonl', expected: 'expected.jsonl' },
  ...['dangerous', 'benign'].map((corpus) => ({
    rules: 'coding_agents_rules.yaml',
    events: `events-${corpus}.jsonl`,
    expected: `expected-${corpus}.jsonl`,
  })),
] as const;

/** The suites whose files are in a folder. */
export function suitesIn(folder: string): readonly Suite[] {
  const read = (name: string) => readFileSync(join(folder, name), 'utf8');
  const has = (name: string) => existsSync(join(folder, name));
  const vectors = Object.entries(VECTOR_FILES).filter(([name]) => has(name));
  const matches = MATCH_FILES.filter((files) => Object.values(files).every(has));
  return [
    ...vectors.map(([name, run]) => ({
      name,
      run: () => (JSON.parse(read(name)) as { cases: never[] }).cases.map(run),
    })),
    ...matches.map(({ rules, events, expected }) => ({
      name: events,
      run: () => runMatches(events, { rules: read(rules), events: read(events), expected: read(expected) }),
    })),
  ];
}
