import { homedir } from 'node:os';
import { Command, Option } from 'commander';
import { checkRecord, createDefaultGuard, parseCheckRecord } from '../check-records.ts';
import { CliFailure } from '../failure.ts';
import { readArgument } from '../rule-arguments.ts';
import { examples } from '../verb.ts';

/** `check --jsonl FILE`: the default policy's verdict for recorded tool calls, without a service. */
export function checkVerb(): Command {
  return new Command('check')
    .requiredOption('--jsonl <file>', 'JSON lines: {"id", "tool", "input", "cwd"}')
    .addOption(new Option('--home <dir>', 'the home directory of the calls').default(homedir(), 'yours'))
    .option('--json', 'as without it: JSON is all that it prints')
    .addHelpText('after', examples('check --jsonl calls.jsonl', 'check --jsonl calls.jsonl --home /home/dev'))
    .action(({ jsonl, home }: { jsonl: string; home: string }) => {
      const guard = createDefaultGuard(home);
      const lines = readArgument(jsonl)
        .split('\n')
        .flatMap((line, index) => {
          if (line.trim() === '') return [];
          const parsed = parseCheckRecord(line);
          if (!parsed.ok) throw new CliFailure(`${jsonl}:${index + 1}: ${parsed.problem}`);
          return [JSON.stringify(checkRecord(guard, parsed.record, { home }))];
        });
      process.stdout.write(lines.length > 0 ? `${lines.join('\n')}\n` : '');
    });
}
