import type { Command } from 'commander';
import { packageVersion } from '../../guard/index.ts';
import { countsOf, type ReplayTally, replayStore, unknownCalls } from '../../replay/index.ts';
import { onStore } from '../audit-store.ts';
import { CliFailure } from '../failure.ts';
import { jsonLine } from '../json-line.ts';
import {
  type HistoryOptions,
  type ReplayedRules,
  readSelection,
  replayedPolicy,
  withHistoryOptions,
} from '../replay-options.ts';
import { formatReplay, replayData } from '../replay-view.ts';
import { counted, terminalFor } from '../terminal.ts';
import { prefixOf, prefixVerb } from '../verb.ts';

interface ReplayVerbOptions extends HistoryOptions, ReplayedRules {
  readonly limit: string;
  readonly json?: boolean;
  readonly maxNewAsks?: string;
  readonly maxNewDenies?: string;
  readonly maxLostAsks?: string;
  readonly maxLostDenies?: string;
  readonly maxUnknown?: string;
}

const EXAMPLES = `
Examples:
  premptictl replay --rules new.yaml                       what new rules would have changed
  premptictl replay --since 30d                            the rules now in force against what was decided then
  premptictl replay --packs git-strict,cloud --json
  premptictl replay --rules new.yaml --max-new-asks 5 --max-lost-denies 0     exits 1 when there are more`;

/** `replay`: recorded calls under other rules. */
export function replayVerb(): Command {
  return withHistoryOptions(prefixVerb('replay'))
    .option('--rules <path...>', 'rule files or folders to try as if they were in rules/user')
    .option('--no-user-rules', 'leave out what is in rules/user')
    .option('--packs <list>', 'these packs instead of those in the settings; with commas between')
    .option('--default-action <action>', 'defer or allow, instead of what the settings say')
    .option('--limit <n>', 'how many examples of each change to show', '3')
    .option('--max-new-asks <n>', 'exit 1 when more calls would be asked about')
    .option('--max-new-denies <n>', 'exit 1 when more calls would be denied')
    .option('--max-lost-asks <n>', 'exit 1 when more calls would no longer be asked about')
    .option('--max-lost-denies <n>', 'exit 1 when more calls would no longer be denied')
    .option('--max-unknown <n>', 'exit 1 when of more calls the verdict cannot be known')
    .option('--json', 'print JSON')
    .addHelpText('after', EXAMPLES)
    .action(replay);
}

async function replay(options: ReplayVerbOptions): Promise<void> {
  const budgets = budgetsOf(options);
  const maxExamples = readCount('--limit', options.limit);
  const selection = readSelection(options, Date.now());
  const prefix = prefixOf(options);
  const { policy, problems } = replayedPolicy(prefix, options);
  for (const problem of problems) console.error(`problem: ${problem}`);
  const replayed = { selection, maxExamples, version: packageVersion() };
  const tally = await onStore(prefix.auditStore, () =>
    replayStore(prefix.auditStore, policy, replayed, progressOn(process.stderr)),
  );
  const exceeded = budgets.filter(({ found, most }) => found(tally) > most);
  const broken = exceeded.map(({ flag, most, found }) => `${flag} ${most}: ${found(tally)}`);
  if (options.json === true) console.log(jsonLine({ ...replayData(tally), exceeded: broken }));
  else console.log(formatReplay(tally, terminalFor(process.stdout)));
  if (broken.length === 0) return;
  process.exitCode = 1;
  if (options.json !== true) console.error(`premptictl: more than allowed: ${broken.join(', ')}`);
}

interface Budget {
  readonly flag: string;
  readonly most: number;
  readonly found: (tally: ReplayTally) => number;
}

function budgetsOf(options: ReplayVerbOptions): readonly Budget[] {
  const budget = (flag: string, most: string | undefined, found: Budget['found']): readonly Budget[] =>
    most === undefined ? [] : [{ flag, most: readCount(flag, most), found }];
  return [
    ...budget('--max-new-asks', options.maxNewAsks, (tally) => countsOf(tally).newAsks),
    ...budget('--max-new-denies', options.maxNewDenies, (tally) => countsOf(tally).newDenies),
    ...budget('--max-lost-asks', options.maxLostAsks, (tally) => countsOf(tally).lostAsks),
    ...budget('--max-lost-denies', options.maxLostDenies, (tally) => countsOf(tally).lostDenies),
    ...budget('--max-unknown', options.maxUnknown, unknownCalls),
  ];
}

function readCount(flag: string, text: string): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(number)) return number;
  throw new CliFailure(`${flag} takes a whole number, not "${text}"`, 2);
}

/** Tells on a terminal how far it is; nothing elsewhere. */
function progressOn(stream: NodeJS.WriteStream): (done: number, total: number) => void {
  if (!stream.isTTY) return () => undefined;
  return (done, total) => {
    const text = done < total ? `${done} of ${counted(total, 'record')}` : '';
    stream.write(`\r\u001b[K${text}`);
  };
}
