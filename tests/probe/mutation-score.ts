import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonObject } from '../../src/agents/index.ts';
import type { RuleCall } from '../../src/cli/rule-call.ts';
import { parseExamples } from '../../src/cli/rule-examples.ts';
import { packageRoot } from '../../src/guard/index.ts';
import { readRecords } from '../corpus/corpus-files.ts';
import type { Expected } from './attack-files.ts';
import { readAttacks } from './attack-files.ts';
import { mutantsOf, pathMutants } from './mutations.ts';
import { isWeaker, judge } from './probe-guard.ts';

/** A call that the policy stops. */
export interface Stopped extends RuleCall {
  /** The first rule that stops it. */
  readonly rule: string;
  readonly verdict: Expected;
}

/** One call written in another way. */
export interface Mutant extends RuleCall {
  readonly name: string;
  readonly of: Stopped;
}

/** Every call that is to be stopped, of the rules' examples, the probe and, where there is one, a corpus. */
export async function stoppedCalls(corpus?: string): Promise<readonly Stopped[]> {
  const calls: RuleCall[] = [];
  const examples = join(packageRoot(), 'rules', 'tests');
  for (const file of readdirSync(examples).filter((name) => name.endsWith('.yaml')))
    for (const { match } of parseExamples(readFileSync(join(examples, file), 'utf8')).rules)
      calls.push(...match);
  for (const { evasions } of readAttacks()) calls.push(...evasions);
  if (corpus !== undefined && existsSync(corpus))
    for await (const { tool, input, label } of readRecords(corpus))
      if (label !== 'allow') calls.push({ tool, input });
  return [...new Map(calls.map((call) => [JSON.stringify([call.tool, call.input]), call])).values()].flatMap(
    stopped,
  );
}

function stopped(call: RuleCall): readonly Stopped[] {
  const { verdict, rules } = judge(call);
  const rule = rules.find((name) => name.startsWith(verdict === 'deny' ? 'Deny' : 'Ask'));
  return verdict === 'pass' || rule === undefined
    ? []
    : [{ tool: call.tool, input: call.input, rule, verdict }];
}

/** A call in every other way that it can be written. */
export function mutants(of: Stopped): readonly Mutant[] {
  const { command } = of.input;
  if (of.tool === 'Bash' && typeof command === 'string')
    return mutantsOf(command).map(({ name, command: other }) => ({
      name,
      tool: of.tool,
      input: { ...of.input, command: other },
      of,
    }));
  const key = ['file_path', 'path'].find((name) => typeof of.input[name] === 'string');
  if (key === undefined) return [];
  return pathMutants(String(of.input[key])).map(({ name, path }) => {
    const input: JsonObject = { ...of.input, [key]: path };
    return { name, tool: of.tool, input, of };
  });
}

/** Whether the answer to a mutant is weaker than that to the call it was made of. */
export function escapes(mutant: Mutant): boolean {
  return isWeaker(judge(mutant).verdict, mutant.of.verdict);
}
