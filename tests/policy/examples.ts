import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { JsonObject } from '../../src/agents/index.ts';

/** What is expected of one call: `pass` stands for no verdict of ours. */
export type ExpectedVerdict = 'deny' | 'ask' | 'pass';

/** One call, with what the policy must say to it. */
export interface Example {
  /** The example as written, on one line, for test titles. */
  readonly text: string;
  readonly tool: string;
  readonly input: JsonObject;
  readonly verdict: ExpectedVerdict;
}

/** The examples of one rule. */
export interface RuleExamples {
  readonly rule: string;
  /** The only system that the rule is for, in the words of the field `agent.os`. */
  readonly os?: string;
  readonly match: readonly Example[];
  readonly noMatch: readonly Example[];
}

/** The argument that a tool's short form stands for. */
const MAIN_ARGUMENT: Readonly<Record<string, string>> = {
  Bash: 'command',
  Monitor: 'command',
  NotebookEdit: 'notebook_path',
  Read: 'file_path',
  Write: 'file_path',
  Edit: 'file_path',
};

/** What else a tool cannot do without, where an example leaves it out. */
const NEEDED: Readonly<Record<string, JsonObject>> = {
  Write: { content: 'x' },
  Edit: { old_string: 'a', new_string: 'b' },
  NotebookEdit: { new_source: 'x' },
};

/** Reads every file of `rules/tests`; see `rules/README.md` for the format. */
export function readExamples(dir: string): readonly RuleExamples[] {
  return readdirSync(dir)
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .flatMap((name) => {
      const entries = parse(readFileSync(join(dir, name), 'utf8')) as readonly Record<string, unknown>[];
      return entries.map((entry) => readEntry(entry, name));
    });
}

function readEntry(entry: Readonly<Record<string, unknown>>, file: string): RuleExamples {
  const { rule, os, match, no_match: noMatch } = entry;
  if (typeof rule !== 'string' || !Array.isArray(match) || !Array.isArray(noMatch)) {
    throw new Error(`${file}: expected rule, match and no_match in ${JSON.stringify(entry)}`);
  }
  const verdict = rule.startsWith('Deny') ? 'deny' : 'ask';
  return {
    rule,
    ...(typeof os === 'string' && { os }),
    match: match.map((example: unknown) => readExample(example, verdict, file)),
    noMatch: noMatch.map((example: unknown) => readExample(example, 'pass', file)),
  };
}

function readExample(example: unknown, usual: ExpectedVerdict, file: string): Example {
  if (typeof example === 'string') {
    return { text: JSON.stringify(example), tool: 'Bash', input: { command: example }, verdict: usual };
  }
  const { verdict = usual, ...call } = example as Record<string, unknown>;
  const [[tool, argument] = [], ...more] = Object.entries(call);
  if (tool === undefined || more.length > 0 || !isVerdict(verdict)) {
    throw new Error(`${file}: expected one tool and maybe a verdict in ${JSON.stringify(example)}`);
  }
  const main = MAIN_ARGUMENT[tool];
  const input = typeof argument === 'string' && main !== undefined ? { [main]: argument } : argument;
  if (typeof input !== 'object' || input === null) {
    throw new Error(`${file}: ${tool} needs its arguments written out`);
  }
  const text = `${tool} ${JSON.stringify(argument)}`;
  return { text, tool, input: { ...NEEDED[tool], ...(input as JsonObject) }, verdict };
}

function isVerdict(value: unknown): value is ExpectedVerdict {
  return value === 'deny' || value === 'ask' || value === 'pass';
}
