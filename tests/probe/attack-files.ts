import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { JsonObject } from '../../src/agents/index.ts';
import { type RuleCall, ruleCall } from '../../src/cli/rule-call.ts';

/** What a call must be answered at least; `pass` for look-alikes. */
export type Expected = 'deny' | 'ask' | 'pass';

export interface ProbeCall extends RuleCall {
  readonly expected: Expected;
}

/** One attack, the ways to hide it, and the calls that only look like it. */
export interface Attack {
  readonly name: string;
  /** The attack itself comes first. */
  readonly evasions: readonly ProbeCall[];
  readonly lookAlikes: readonly ProbeCall[];
}

const FOLDERS = ['deny', 'ask'] as const;

/** Every attack of `deny/` and `ask/`, the folders being what has to be answered. */
export function readAttacks(): readonly Attack[] {
  return FOLDERS.flatMap((expected) => {
    const folder = join(import.meta.dirname, expected);
    return readdirSync(folder).map((file) => readAttack(join(folder, file), expected));
  });
}

/** What is known to get through, or to be answered otherwise than one might wish. */
export function readKnownToPass(): readonly ProbeCall[] {
  const path = join(import.meta.dirname, 'known-to-pass.yaml');
  const entries = parse(readFileSync(path, 'utf8')) as readonly Entry[];
  return entries.map((entry) => probeCall(entry, 'pass', path));
}

/** A command, or a tool with its arguments; `verdict` where a way of hiding the attack is answered less. */
type Entry = string | ({ readonly verdict?: Expected } & { readonly [tool: string]: string | JsonObject });

function readAttack(path: string, expected: Expected): Attack {
  const { attack, evasions, look_alikes } = parse(readFileSync(path, 'utf8')) as {
    readonly attack: string;
    readonly evasions: readonly Entry[];
    readonly look_alikes: readonly Entry[];
  };
  return {
    name: attack,
    evasions: evasions.map((entry) => probeCall(entry, expected, path)),
    lookAlikes: look_alikes.map((entry) => probeCall(entry, 'pass', path)),
  };
}

function probeCall(entry: Entry, usual: Expected, path: string): ProbeCall {
  if (typeof entry === 'string') return { tool: 'Bash', input: { command: entry }, expected: usual };
  const { verdict = usual, ...calls } = entry;
  const [[tool, argument] = []] = Object.entries(calls);
  const call = tool === undefined || argument === undefined ? undefined : ruleCall(tool, argument);
  if (call === undefined) throw new Error(`${path}: ${JSON.stringify(entry)} is no call`);
  return { ...call, expected: verdict };
}
