import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { RECORD_FILES } from './corpus-files.ts';
import { formatComparison, formatScore, formatScored, scoreData } from './report.ts';
import { scoreCorpus } from './score.ts';

const USAGE = `npm run corpus -- DIR [--packs NAMES] [--json | --misses deny|ask | --bothered]

Puts every record of DIR (${RECORD_FILES.join(', ')}, sessions.jsonl) to the default rules and counts the verdicts.
  --packs NAMES   packs that are in force, with commas; the table shows the default rules alone beside them
  --json          the counts as JSON
  --misses LABEL  the records of that label that passed, one a line
  --bothered      the benign records that did not pass, one a line`;

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  const options = readOptions(args);
  if (options === undefined) {
    console.error(USAGE);
    return 2;
  }
  const score = await scoreCorpus(options.dir, options.packs);
  if (options.misses !== undefined) {
    for (const scored of score.missed) {
      if (scored.record.label === options.misses) console.log(formatScored(scored));
    }
  } else if (options.bothered) {
    for (const scored of score.bothered) console.log(formatScored(scored));
  } else {
    if (options.json) console.log(JSON.stringify(scoreData(score), undefined, 2));
    else if (options.packs.length === 0) console.log(formatScore(score));
    else console.log(formatComparison(await scoreCorpus(options.dir), score));
  }
  return 0;
}

interface Options {
  readonly dir: string;
  readonly packs: readonly string[];
  readonly json: boolean;
  readonly bothered: boolean;
  readonly misses: string | undefined;
}

function readOptions(args: readonly string[]): Options | undefined {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        json: { type: 'boolean', default: false },
        bothered: { type: 'boolean', default: false },
        misses: { type: 'string' },
        packs: { type: 'string', default: '' },
      },
    });
    const [dir, ...more] = positionals;
    if (dir === undefined || more.length > 0) return undefined;
    if (values.misses !== undefined && values.misses !== 'deny' && values.misses !== 'ask') return undefined;
    if (![...RECORD_FILES, 'sessions.jsonl'].some((name) => existsSync(join(dir, name)))) {
      console.error(`${dir} holds none of the corpus files`);
      return undefined;
    }
    const packs = values.packs.split(',').filter((name) => name !== '');
    return { dir, packs, json: values.json, bothered: values.bothered, misses: values.misses };
  } catch (error) {
    console.error((error as Error).message);
    return undefined;
  }
}
