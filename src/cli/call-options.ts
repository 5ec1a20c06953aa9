import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import type { JsonObject } from '../agents/index.ts';
import { PROJECT_FILE, type Prefix, ProjectFiles, ruleFiles } from '../guard/index.ts';
import { CliFailure } from './failure.ts';
import { readYamlFiles } from './rule-arguments.ts';
import { type RuleCall, ruleCall } from './rule-call.ts';
import { guardOf, type OpenedPolicy, openPolicy, policyWith, textsOf } from './rule-policy.ts';

/** How a call is told on the command line, and the rules to put it to. */
export interface CallOptions {
  readonly prefix?: string;
  readonly tool: string;
  readonly input?: string;
  readonly cwd: string;
  readonly rules?: readonly string[];
  readonly project?: ProjectOption;
  readonly json?: boolean;
}

/** The folder that `--project` names; `false` for `--no-project`. */
export type ProjectOption = string | false;

/** Gives a verb the options that say which project's `.prempti.yaml` counts. */
export function withProjectOption(verb: Command, byDefault: string): Command {
  return verb
    .option('--project <dir>', `a folder of the project whose .prempti.yaml counts (default: ${byDefault})`)
    .option('--no-project', 'no .prempti.yaml counts');
}

/**
 * The same, absolute.
 *
 * @throws CliFailure where no project's file is to be found there
 */
export function readProject(prefix: Prefix, option: ProjectOption | undefined): ProjectOption | undefined {
  if (typeof option !== 'string') return option;
  const folder = resolve(option);
  if (new ProjectFiles(prefix, homedir()).at(folder).length > 0) return folder;
  throw new CliFailure(`there is no ${PROJECT_FILE} at ${folder}, nor above it in its repository`);
}

/** Gives a verb the options with which a call is told. */
export function withCallOptions(verb: Command): Command {
  return withProjectOption(verb, 'that of the call')
    .option('--tool <name>', 'the tool, e.g. Write or mcp__github__create_issue', 'Bash')
    .option('--input <json>', 'all arguments of the tool, in place of the command')
    .addOption(
      new Option('--cwd <dir>', 'the working directory of the call').default(process.cwd(), 'this folder'),
    )
    .option('--rules <file...>', 'rule files to try as if they were in rules/user')
    .option('--json', 'print JSON');
}

/** The call that the command line tells of. */
export function readCall(
  command: string | undefined,
  { tool, input }: Pick<CallOptions, 'tool' | 'input'>,
): RuleCall {
  if (input === undefined) {
    if (command === undefined) throw new CliFailure('give a command, or a tool and its --input');
    const call = ruleCall(tool, command);
    if (call !== undefined) return call;
    throw new CliFailure(`${tool} needs its arguments by name: --input '{"name": "value"}'`);
  }
  if (command !== undefined) throw new CliFailure('give a command or --input, not both');
  let value: unknown;
  try {
    value = JSON.parse(input);
  } catch (error) {
    throw new CliFailure(`--input is not JSON: ${(error as Error).message}`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new CliFailure('--input takes a JSON object of arguments');
  }
  return { tool, input: value as JsonObject };
}

/** The policy in force in a folder, or the one that there would be with more rules. */
export function rulesFor(
  prefix: Prefix,
  folder: string,
  { project, rules: paths = [] }: Pick<CallOptions, 'project' | 'rules'>,
): OpenedPolicy {
  const opened = openPolicy(prefix, { folder, project: readProject(prefix, project) });
  if (paths.length === 0) return opened;
  const policy = policyWith(opened.policy, readYamlFiles(paths));
  return { ...opened, ...guardOf(policy, opened.settings), policy, texts: textsOf(ruleFiles(policy)) };
}
