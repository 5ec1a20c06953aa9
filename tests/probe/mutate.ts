import { parseArgs } from 'node:util';
import { describeCall } from '../../src/cli/rule-call.ts';
import { escapes, mutants, stoppedCalls } from './mutation-score.ts';

const USAGE = `npm run mutate -- [CORPUS] [--escaped]

Writes every call that the default rules stop in other ways and counts how many are still answered as strictly,
by rule and by way. Calls are taken from rules/tests, tests/probe and, when given, the folder of a labelled corpus.
  --escaped   the calls that are answered less strictly, one a line`;

interface Count {
  mutants: number;
  held: number;
}

class Counts {
  readonly #counts = new Map<string, Count>();

  add(name: string, held: boolean): void {
    const count = this.#counts.get(name) ?? { mutants: 0, held: 0 };
    count.mutants += 1;
    count.held += Number(held);
    this.#counts.set(name, count);
  }

  /** Rows of a table, in order of name, with the sum at the end. */
  rows(): readonly string[] {
    const all = [...this.#counts].sort(([a], [b]) => (a < b ? -1 : 1));
    const sum = all.reduce(
      (total, [, { mutants, held }]) => ({ mutants: total.mutants + mutants, held: total.held + held }),
      { mutants: 0, held: 0 },
    );
    return [...all, ['all', sum] as const].map(
      ([name, { mutants, held }]) => `| ${name} | ${mutants} | ${((100 * held) / mutants).toFixed(1)} % |`,
    );
  }
}

process.exitCode = await main(process.argv.slice(2));

async function main(argv: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: { escaped: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
  });
  if (values.help || positionals.length > 1) {
    console.error(USAGE);
    return 2;
  }
  const calls = await stoppedCalls(positionals[0]);
  const byRule = new Counts();
  const byWay = new Counts();
  for (const call of calls) {
    for (const mutant of mutants(call)) {
      const escaped = escapes(mutant);
      byRule.add(call.rule, !escaped);
      byWay.add(mutant.name, !escaped);
      if (escaped && values.escaped) console.log(`${mutant.name}\t${call.verdict}\t${describeCall(mutant)}`);
    }
  }
  if (!values.escaped) {
    console.log(`${calls.length} calls that are stopped\n`);
    for (const [what, counts] of [
      ['rule', byRule],
      ['way', byWay],
    ] as const)
      console.log([`| ${what} | mutants | held |`, '| --- | ---: | ---: |', ...counts.rows(), ''].join('\n'));
  }
  return 0;
}
