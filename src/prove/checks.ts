import { CRASH_WORD, HANG_WORD } from './broken-hook.ts';
import { ASK_WORD, DENY_WORD } from './marker-rules.ts';
import type { Product } from './product.ts';

/** What is looked at; the names are part of what `premptictl prove --json` prints. */
export type CheckId =
  | 'unguarded-command'
  | 'unguarded-write'
  | 'allow'
  | 'deny'
  | 'deny-write'
  | 'service-hung'
  | 'service-killed'
  | 'allow-without-service'
  | 'service-started'
  | 'ask'
  | 'hook-crashed'
  | 'hook-timed-out'
  | 'audit'
  | 'http-allow'
  | 'http-deny'
  | 'http-service-killed';

/** One call that the model asks for, and whether it may happen. */
export interface Check {
  readonly id: CheckId;
  /** A fact, for people. */
  readonly title: string;
  readonly tool: 'shell' | 'write';
  /** What the call carries. */
  readonly word: string;
  readonly runs: boolean;
  /** What the model has to be told. */
  readonly told?: RegExp;
  /** What happens before the call. */
  readonly before?: (product: Product) => Promise<void> | void;
}

/** The file that a call leaves behind when it happens, below the home. */
export const markOf = ({ id }: Pick<Check, 'id'>): string => `project/${id}`;

const DENIED = /Falco blocked .* because the call carries the deny marker/;

type Kind = Pick<Check, 'word' | 'runs' | 'told'>;

const denied: Kind = { word: DENY_WORD, runs: false, told: DENIED };
const ordinary: Kind = { word: 'proof', runs: true };
const unguarded: Kind = { word: DENY_WORD, runs: true };

/** Without the hook: what is stopped later would have run. */
export const UNGUARDED: readonly Check[] = [
  { ...unguarded, id: 'unguarded-command', title: 'without the hook the command runs', tool: 'shell' },
  { ...unguarded, id: 'unguarded-write', title: 'without the hook the file is written', tool: 'write' },
];

/** With the hook and the service. The call to ask about comes last: with some agents it ends the run. */
export const GUARDED: readonly Check[] = [
  { ...ordinary, id: 'allow', title: 'a command that no rule stops runs', tool: 'shell' },
  { ...denied, id: 'deny', title: 'a denied command does not run', tool: 'shell' },
  { ...denied, id: 'deny-write', title: 'a denied file is not written', tool: 'write' },
  {
    ...denied,
    id: 'service-hung',
    title: 'a denied command does not run while the service hangs',
    tool: 'shell',
    before: async (product) => {
      // What it has answered is to be on record before it hangs.
      await product.unrecorded([markOf({ id: 'deny-write' })]);
      await product.signalService('SIGSTOP');
    },
  },
  {
    ...denied,
    id: 'service-killed',
    title: 'a denied command does not run after the service is killed',
    tool: 'shell',
    before: (product) => product.signalService('SIGKILL'),
  },
  {
    ...ordinary,
    id: 'allow-without-service',
    title: 'a command that no rule stops runs after the service is killed',
    tool: 'shell',
    // The check "service-started" is that this call starts one.
    before: (product) => product.configure({ start: 'on-demand' }),
  },
  {
    id: 'ask',
    title: 'a command to ask about does not run without a person to ask',
    tool: 'shell',
    word: ASK_WORD,
    runs: false,
  },
];

/** With a hook that fails. */
export const BROKEN: readonly Check[] = [
  {
    id: 'hook-crashed',
    title: 'nothing runs when the hook crashes',
    tool: 'shell',
    word: CRASH_WORD,
    runs: false,
  },
  {
    id: 'hook-timed-out',
    title: 'nothing runs when the hook hangs',
    tool: 'shell',
    word: HANG_WORD,
    runs: false,
  },
];

/** With the hook over HTTP. Where nobody answers there, the agent has to block. */
export const OVER_HTTP: readonly Check[] = [
  {
    ...ordinary,
    id: 'http-allow',
    title: 'asked over HTTP, a command that no rule stops runs',
    tool: 'shell',
  },
  { ...denied, id: 'http-deny', title: 'asked over HTTP, a denied command does not run', tool: 'shell' },
  {
    id: 'http-service-killed',
    title: 'asked over HTTP, nothing runs after the service is killed',
    tool: 'shell',
    word: 'proof',
    runs: false,
    before: (product) => product.signalService('SIGKILL'),
  },
];
