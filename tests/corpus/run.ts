import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { RECORD_FILES } from './corpus-files.ts';
import { formatScore, formatScored, scoreData } from './report.ts';
import { scoreCorpus } from './score.ts';

const USAGE = `npm run corpus -- DIR [--json | --misses deny|ask | --bothered]

Puts every record of DIR (${RECORD_FILES.join(', ')}, sessions.jsonl) to the default rules and counts the verdicts.
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
  const score = await scoreCorpus(options.dir);
  if (options.misses !== undefined) {
    for (const scored of score.missed) {
      if (scored.record.label === options.misses) console.log(formatScored(scored));
    }
  } else if (options.bothered) {
    for (const scored of score.bothered) console.log(formatScored(scored));
  } else {
    console.log(options.json ? JSON.stringify(scoreData(score), undefined, 2) : formatScore(score));
  }
  return 0;
}

function readOptions(
  args: readonly string[],
): { dir: string; json: boolean; bothered: boolean; misses: string | undefined } | undefined {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        json: { type: 'boolean', default: false },
        bothered: { type: 'boolean', default: false },
        misses: { type: 'string' },
      },
    });
    const [dir, ...more] = positionals;
    if (dir === undefined || more.length > 0) return undefined;
    if (values.misses !== undefined && values.misses !== 'deny' && values.misses !== 'ask') return undefined;
    if (![...RECORD_FILES, 'sessions.jsonl'].some((name) => existsSync(join(dir, name)))) {
      console.error(`${dir} holds none of the corpus files`);
      return undefined;
    }
    return { dir, json: values.json, bothered: values.bothered, misses: values.misses };
  } catch (error) {
    console.error((error as Error).message);
    return undefined;
  }
}
