import { homedir } from 'node:os';
import { Command, Option } from 'commander';
import { findPrefix } from '../../guard/index.ts';
import { type ProjectOption, readProject, withProjectOption } from '../call-options.ts';
import { checkRecord, openDefaultGuard, parseCheckRecord } from '../check-records.ts';
import { CliFailure } from '../failure.ts';
import { jsonLine } from '../json-line.ts';
import { describeProject } from '../project-view.ts';
import { readArgument } from '../rule-arguments.ts';
import { examples } from '../verb.ts';

interface CheckOptions {
  readonly jsonl: string;
  readonly home: string;
  readonly project?: ProjectOption;
}

/** `check --jsonl FILE`: the default policy's verdict for recorded tool calls, without a service. */
export function checkVerb(): Command {
  const verb = new Command('check')
    .requiredOption('--jsonl <file>', 'JSON lines: {"id", "tool", "input", "cwd"}')
    .addOption(new Option('--home <dir>', 'the home directory of the calls').default(homedir(), 'yours'));
  return withProjectOption(verb, 'that of this folder')
    .option('--json', 'as without it: JSON is all that it prints')
    .addHelpText(
      'after',
      examples('check --jsonl calls.jsonl', 'check --jsonl calls.jsonl --home /home/dev --no-project'),
    )
    .action((options: CheckOptions) => check(options));
}

function check({ jsonl, home, project }: CheckOptions): void {
  const named = readProject(findPrefix(undefined, homedir(), process.env), project);
  const { guard, projectFiles, problems } = openDefaultGuard(home, named ?? process.cwd());
  for (const { path } of projectFiles) console.error(describeProject({ path, trust: 'none' }));
  for (const problem of problems) console.error(`problem: ${problem}`);
  const lines = readArgument(jsonl)
    .split('\n')
    .flatMap((line, index) => {
      if (line.trim() === '') return [];
      const parsed = parseCheckRecord(line);
      if (!parsed.ok) throw new CliFailure(`${jsonl}:${index + 1}: ${parsed.problem}`);
      return [jsonLine(checkRecord(guard, parsed.record, { home }))];
    });
  process.stdout.write(lines.length > 0 ? `${lines.join('\n')}\n` : '');
}
