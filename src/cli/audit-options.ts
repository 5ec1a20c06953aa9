import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { ENTRY_KINDS, type SearchQuery, SHOWN_VERDICTS } from '../audit/index.ts';
import { MODES } from '../guard/index.ts';
import { CliFailure } from './failure.ts';
import { readTime } from './time-option.ts';
import { readWord } from './word-option.ts';

/** Which records of the audit store, as the command line says it. */
export interface QueryOptions {
  readonly command?: readonly string[];
  readonly file?: readonly string[];
  readonly program?: readonly string[];
  readonly host?: readonly string[];
  readonly rule?: readonly string[];
  readonly verdict?: readonly string[];
  readonly agent?: readonly string[];
  readonly session?: readonly string[];
  readonly project?: readonly string[];
  readonly tool?: readonly string[];
  readonly mode?: readonly string[];
  readonly kind?: readonly string[];
  readonly field?: readonly string[];
  readonly since?: string;
  readonly until?: string;
}

/** Adds the options that pick out records. */
export function withQueryOptions(command: Command): Command {
  const several = (flags: string, description: string): Command =>
    command.option(flags, description, (value: string, before: readonly string[] = []) => [...before, value]);
  several('--command <text>', 'calls that run this command, or one with these words');
  several('--file <path>', 'calls that touch this file, or what is below this folder');
  several('--program <name>', 'calls that run this program');
  several('--host <name>', 'calls that connect to this host, or one below this domain');
  several('--rule <text>', 'calls that a rule matched whose name has these words');
  several('--verdict <list>', `calls that came out so: ${SHOWN_VERDICTS.join(', ')}`);
  several('--agent <name>', 'only of this agent');
  several('--session <id>', 'only of the session whose id begins so');
  several('--project <path>', 'only in this repository or folder');
  several('--tool <name>', 'only of this tool');
  several('--mode <list>', `calls judged in this mode: ${MODES.join(', ')}`);
  several('--kind <list>', `records of this kind: ${ENTRY_KINDS.join(', ')}, all`);
  several('--field <name=value>', 'calls with this value in a field of rules: fs.read, net.upload, ...');
  return command
    .option('--since <time>', 'from then on: 30m, 2h, 7d, or 2026-01-31T12:00')
    .option('--until <time>', 'up to then');
}

/**
 * The query that the options make; without `--kind` for records of the kinds given.
 *
 * @throws CliFailure for what is none
 */
export async function readQuery(
  texts: readonly string[],
  options: QueryOptions,
  kinds: readonly string[],
): Promise<SearchQuery> {
  const { command, file, program, host, rule, agent, session, project, tool } = options;
  const nowMs = Date.now();
  const kind = readWords('--kind', options.kind, [...ENTRY_KINDS, 'all']) ?? kinds;
  return {
    texts,
    columns: {
      command,
      program,
      host,
      rule,
      agent,
      session,
      tool,
      file: file?.map(inHome),
      project: project?.map(inHome),
      verdict: readWords('--verdict', options.verdict, SHOWN_VERDICTS),
      mode: readWords('--mode', options.mode, MODES),
      kind: kind.includes('all') ? undefined : kind,
    },
    fields: options.field === undefined ? [] : await readFields(options.field),
    ...readRange(options, nowMs),
  };
}

/** The time that `--since` and `--until` name. */
export function readRange(
  { since, until }: Pick<QueryOptions, 'since' | 'until'>,
  nowMs: number,
): { readonly sinceMs?: number; readonly untilMs?: number } {
  return {
    ...(since !== undefined && { sinceMs: readTime('--since', since, nowMs) }),
    ...(until !== undefined && { untilMs: readTime('--until', until, nowMs) }),
  };
}

/** A whole number that an option gives. */
export function readCount(option: string, text: string, max: number): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= 1 && number <= max) return number;
  throw new CliFailure(`${option} takes a number from 1 to ${max}, not "${text}"`, 2);
}

function readWords(
  option: string,
  lists: readonly string[] | undefined,
  known: readonly string[],
): readonly string[] | undefined {
  return lists?.flatMap((list) => list.split(',').map((part) => readWord(option, part, known)));
}

async function readFields(texts: readonly string[]): Promise<NonNullable<SearchQuery['fields']>> {
  const { CODING_AGENT_CATALOGUE } = await import('../guard/index.ts');
  return texts.map((text) => {
    const [, name, value] = /^([^=]*)=(.*)$/s.exec(text) ?? [];
    if (name === undefined || value === undefined) {
      throw new CliFailure(`--field takes name=value, such as fs.read=.env, not "${text}"`, 2);
    }
    if (CODING_AGENT_CATALOGUE.get(name) !== undefined) {
      return { name, pattern: name.endsWith('_home') ? value : inHome(value) };
    }
    const nearest = CODING_AGENT_CATALOGUE.nearest(name);
    const hint = nearest === undefined ? 'see "premptictl rules fields"' : `did you mean "${nearest}"?`;
    throw new CliFailure(`there is no field "${name}"; ${hint}`, 2);
  });
}

/** A path below `~`, which the shell leaves alone in quotes, as it stands in records. */
export function inHome(path: string): string {
  return path === '~' || path.startsWith('~/') ? join(homedir(), path.slice(1)) : path;
}
