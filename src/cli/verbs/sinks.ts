import { Command } from 'commander';
import { type SinkTest, testSink } from '../../audit/index.ts';
import { readSettings, type SinkSettings } from '../../guard/index.ts';
import { CliFailure } from '../failure.ts';
import { jsonLine } from '../json-line.ts';
import { terminalFor } from '../terminal.ts';
import { prefixOf, prefixVerb } from '../verb.ts';

interface TestOptions {
  readonly prefix?: string;
  readonly json?: boolean;
}

const EXAMPLES = `
Examples:
  premptictl sinks test
  premptictl sinks test siem --json`;

/** `sinks ...`: where records of the audit are sent. How that goes is told by `status`. */
export function sinksVerb(): Command {
  return new Command('sinks').addCommand(
    prefixVerb('test')
      .argument('[names...]', 'only these sinks')
      .option('--json', 'a JSON line for each sink')
      .description('Send a test record to each sink, from here; exits 1 unless all take it')
      .addHelpText('after', EXAMPLES)
      .action((names: readonly string[], options: TestOptions) => testSinks(names, options)),
  );
}

async function testSinks(names: readonly string[], options: TestOptions): Promise<void> {
  const prefix = prefixOf(options);
  const { settings, problems } = readSettings(prefix);
  for (const { message } of problems) console.error(`problem: ${message}`);
  const unknown = names.find((name) => !settings.sinks.some((sink) => sink.name === name));
  if (unknown !== undefined) throw new CliFailure(`there is no sink "${unknown}"${known(settings.sinks)}`);
  const chosen = settings.sinks.filter(({ name }) => names.length === 0 || names.includes(name));
  if (chosen.length === 0) throw new CliFailure('there is no sink: docs/sinks.md tells how to set one up');
  const terminal = terminalFor(process.stdout);
  for (const sink of chosen) {
    const test = await testSink(sink, prefix.auditLog);
    if (!test.isTaken) process.exitCode = 1;
    if (options.json === true) console.log(jsonLine({ name: sink.name, type: sink.type, ...test }));
    else console.log(terminal.paint(test.isTaken ? 'green' : 'red', describeTest(sink, test)));
  }
}

function describeTest({ name, type }: SinkSettings, test: SinkTest): string {
  return test.isTaken
    ? `✓ ${name} (${type}) took the test record in ${test.elapsedMs} ms`
    : `✗ ${name} (${type}): ${test.problem}`;
}

function known(sinks: readonly SinkSettings[]): string {
  return sinks.length === 0 ? ': none is set up' : `; there is ${sinks.map(({ name }) => name).join(', ')}`;
}
