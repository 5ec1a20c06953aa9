import { Channel } from '../channel.ts';
import { hostOf, PEER } from '../program/actor.ts';
import type { ProgramRun } from '../program/run.ts';
import { derive, display, EMPTY_TEXT, isExact, type Text, textFrom, unknownOutput } from '../text.ts';

/** One of the two ends socat connects. */
interface End {
  readonly kind:
    | 'command'
    | 'shell'
    | 'connect'
    | 'listen'
    | 'file'
    | 'create'
    | 'standard'
    | 'descriptor'
    | 'other';
  readonly value: Text;
  readonly options: ReadonlyMap<string, string>;
}

const OPTIONS_WITH_VALUE = /^-(?:[bTtlLRrW]|lf|lp)$/;

/** `socat ADDRESS ADDRESS`: data goes both ways between the two, with `-u` from the first to the second. */
export function socat(run: ProgramRun): void {
  const addresses: Text[] = [];
  for (let i = 0; i < run.args.length; i++) {
    const arg = run.args[i] as Text;
    if (OPTIONS_WITH_VALUE.test(arg.value)) i += 1;
    else if (!arg.value.startsWith('-') || arg.value === '-') addresses.push(arg);
  }
  const [first, second] = addresses.map(parseAddress);
  if (first === undefined || second === undefined) return;
  run.stdinTaken = true;
  const toRight = !run.args.some(({ value }) => value === '-U');
  const toLeft = !run.args.some(({ value }) => value === '-u');
  const hosts = [first, second].map((end) => open(run, end));
  if (toRight) pass(run, first, hosts[0], second, hosts[1]);
  if (toLeft) pass(run, second, hosts[1], first, hosts[0]);
}

function parseAddress(address: Text): End {
  const { value } = address;
  if (value === '-') return { kind: 'standard', value: EMPTY_TEXT, options: new Map() };
  const colon = value.indexOf(':');
  const type = (colon < 0 ? value.split(',', 1)[0] : value.slice(0, colon)) ?? '';
  const parts = splitAtCommas(colon < 0 ? '' : value.slice(colon + 1));
  const options = new Map(
    parts.slice(1).map((option): [string, string] => {
      const equals = option.indexOf('=');
      return equals < 0 ? [option, ''] : [option.slice(0, equals), option.slice(equals + 1)];
    }),
  );
  const target = derive(address, unquote(parts[0] ?? ''));
  return { kind: kindOf(type.toUpperCase()), value: target, options };
}

function splitAtCommas(text: string): string[] {
  const parts: string[] = [];
  let current = '';
  for (let i = 0; i < text.length; i++) {
    const char = text[i] as string;
    if (char === '"' || char === "'") {
      const end = text.indexOf(char, i + 1);
      const stop = end < 0 ? text.length : end;
      current += text.slice(i, stop + 1);
      i = stop;
    } else if (char === ',') {
      parts.push(current);
      current = '';
    } else current += char;
  }
  parts.push(current);
  return parts;
}

function unquote(text: string): string {
  return text.replace(/^(["'])(.*)\1$/s, '$2').replace(/\\(["' ])/g, '$1');
}

function kindOf(type: string): End['kind'] {
  if (type === 'EXEC') return 'command';
  if (type === 'SYSTEM' || type === 'SHELL') return 'shell';
  if (/(?:-|^)(?:LISTEN|L)\d?$|RECV(?:FROM)?$|-LISTEN/.test(type)) return 'listen';
  if (/^UNIX|^ABSTRACT|^PTY|^TUN|^READLINE|^PIPE/.test(type)) return 'other';
  if (/^(?:TCP|UDP|OPENSSL|SSL|SCTP|DCCP|SOCKS|PROXY|VSOCK|IP|DTLS)/.test(type)) return 'connect';
  if (type === 'OPEN' || type === 'FILE' || type === 'GOPEN') return 'file';
  if (type === 'CREATE' || type === 'CREAT' || type === 'RENAME') return 'create';
  if (type === 'STDIO' || type === 'STDIN' || type === 'STDOUT') return 'standard';
  if (type === 'FD' || /^\d+$/.test(type)) return 'descriptor';
  // A bare path is opened as a file.
  return type.includes('/') ? 'file' : 'other';
}

/** The host an end connects to; whoever comes for one that listens, undefined for local ends. */
function open(run: ProgramRun, end: End): string | undefined {
  if (end.kind === 'listen') {
    run.runtime.effects.socket({ kind: 'listen', by: run.name });
    return PEER;
  }
  if (end.kind === 'descriptor') return run.call.io.get(Number(end.value.value))?.host;
  if (end.kind !== 'connect') return undefined;
  const host = hostOf(end.value.value.split(':', 1)[0] ?? '');
  run.connect(derive(end.value, host));
  return host;
}

function pass(
  run: ProgramRun,
  from: End,
  fromHost: string | undefined,
  to: End,
  toHost: string | undefined,
): void {
  if (from.kind === 'command' || from.kind === 'shell') {
    const printed = startBehind(run, from, toHost);
    if (to.kind === 'create' || to.kind === 'file') run.actor.write(inDirectory(to), printed, false);
    if (to.kind === 'standard') run.print(printed);
    return;
  }
  const data = dataOf(run, from, fromHost);
  if (toHost !== undefined) run.actor.send(toHost, data);
  if (to.kind === 'create' || (to.kind === 'file' && fromHost !== undefined))
    run.actor.write(inDirectory(to), data, false);
  if (to.kind === 'standard') run.print(data);
}

function dataOf(run: ProgramRun, end: End, host: string | undefined): Text {
  if (host !== undefined)
    return textFrom(unknownOutput('socat').value, [{ kind: 'net', host: display(host) }]);
  if (end.kind === 'file') return run.actor.read(inDirectory(end));
  if (end.kind === 'standard') return run.isFed ? run.stdin : EMPTY_TEXT;
  return EMPTY_TEXT;
}

function inDirectory(end: End): Text {
  const directory = end.options.get('chdir') ?? end.options.get('cd');
  const path = derive(end.value, unquote(end.value.value));
  return directory === undefined || path.value.startsWith('/')
    ? path
    : derive(path, `${directory}/${path.value}`);
}

/** A program at one end, the other end being its terminal. Gives what it prints where that is known. */
function startBehind(run: ProgramRun, end: End, host: string | undefined): Text {
  const call = run.derivedCall();
  const channel = host === undefined ? Channel.capture() : Channel.socket(host);
  const io = host === undefined ? call.io.with(1, channel) : call.io.with(0, channel).with(1, channel);
  const command = derive(end.value, unquote(end.value.value));
  if (!isExact(command.value)) run.opaque('partial-code', display(command.value));
  run.runtime.runShell(command, { ...call, io, state: call.state.fork() });
  return channel.collected();
}
