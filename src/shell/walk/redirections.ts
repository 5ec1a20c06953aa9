import { Channel, type Descriptors } from '../channel.ts';
import { Actor, descriptorNumber } from '../program/actor.ts';
import type { Call, Runtime } from '../runtime.ts';
import { scalar } from '../state.ts';
import type { Descriptor, HereDoc, Redirect, Redirection } from '../syntax/ast.ts';
import { resolveParts } from '../syntax/parse.ts';
import { concat, display, EMPTY_TEXT, isExact, literal, type Text } from '../text.ts';

/** The first number given to a descriptor that the shell chooses (`{fd}>file`). */
const FIRST_CHOSEN = 10;
const LAST_CHOSEN = 40;
const DESCRIPTOR = /^\d{1,4}-?$/;
const SHELL = 'shell';

/** The call with its redirections applied, left to right. */
export function redirect(redirections: readonly Redirection[], call: Call, runtime: Runtime): Call {
  let { io } = call;
  for (let i = 0; i < redirections.length; i++) {
    runtime.budget.spend(3);
    io = applyOne(redirections[i] as Redirection, io, { ...call, io }, runtime);
  }
  return { ...call, io };
}

/** The redirections of `exec`: they stay for what follows in this shell. */
export function redirectForGood(redirections: readonly Redirection[], call: Call, runtime: Runtime): void {
  const opened = redirect(redirections, call, runtime).io;
  runtime.budget.spend(16);
  for (const fd of [0, 1, 2]) {
    const before = call.io.get(fd);
    const after = opened.get(fd);
    if (after !== undefined && after !== before) call.state.open(fd, before, after);
  }
  for (let fd = 3; fd < 256; fd++) {
    const after = opened.get(fd);
    if (after !== undefined && after !== call.io.get(fd)) call.state.open(fd, undefined, after);
  }
}

function applyOne(redirection: Redirection, io: Descriptors, call: Call, runtime: Runtime): Descriptors {
  switch (redirection.type) {
    case 'HereString': {
      const text =
        redirection.target === undefined ? EMPTY_TEXT : runtime.expandWord(redirection.target, call);
      const fd = number(redirection.descriptor, 0, call);
      return io.with(fd, Channel.text(concat(text, literal('\n'))));
    }
    case 'HereDoc':
      return io.with(
        number(redirection.descriptor, 0, call),
        Channel.text(hereDocument(redirection, call, runtime)),
      );
    case 'Redirect':
      return applyFile(redirection, io, call, runtime);
  }
}

function hereDocument(document: HereDoc, call: Call, runtime: Runtime): Text {
  const { body } = document;
  runtime.budget.spend(body.text.length / 64);
  const { parts, cut } =
    document.delimiter?.quoted === true ? { parts: undefined, cut: false } : resolveParts(body);
  if (cut) runtime.effects.opaque('depth', 'nested expansions');
  const raw = document.operator === '<<-' ? body.text.replace(/^\t+/gm, '') : body.text;
  return parts === undefined ? literal(raw) : runtime.expandParts(parts, call);
}

/** The number of a descriptor; `{name}` chooses one and notes it in the variable. */
function number(descriptor: Descriptor | undefined, fallback: number, call: Call): number {
  if (descriptor === undefined) return fallback;
  if (descriptor.type === 'FileDescriptor') return descriptor.value;
  const opened = call.state.withOpened(call.io);
  let fd = FIRST_CHOSEN;
  while (opened.get(fd) !== undefined && fd < LAST_CHOSEN) fd += 1;
  call.state.set(descriptor.name, scalar(literal(String(fd))));
  return fd;
}

function applyFile(redirection: Redirect, io: Descriptors, call: Call, runtime: Runtime): Descriptors {
  const { operator } = redirection;
  const target = redirection.target === undefined ? EMPTY_TEXT : runtime.expandWord(redirection.target, call);
  switch (operator) {
    case '<':
      return io.with(number(redirection.descriptor, 0, call), openForReading(target, call, runtime));
    case '<>': {
      const channel = openSocket(target, runtime) ?? openForReading(target, call, runtime);
      return io.with(number(redirection.descriptor, 0, call), channel);
    }
    case '>':
    case '>|':
    case '>>':
      return io.with(
        number(redirection.descriptor, 1, call),
        openForWriting(target, operator === '>>', call, runtime),
      );
    case '&>':
    case '&>>': {
      const channel = openForWriting(target, operator === '&>>', call, runtime);
      return io.with(1, channel).with(2, channel);
    }
    case '>&':
    case '<&': {
      const fallback = operator === '>&' ? 1 : 0;
      if (target.value === '-') return io;
      const source =
        isExact(target.value) && DESCRIPTOR.test(target.value)
          ? Number.parseInt(target.value, 10)
          : undefined;
      if (source !== undefined) {
        const channel = call.state.withOpened(io).get(source);
        return channel === undefined ? io : io.with(number(redirection.descriptor, fallback, call), channel);
      }
      if (operator === '<&')
        return io.with(number(redirection.descriptor, 0, call), openForReading(target, call, runtime));
      const channel = openForWriting(target, false, call, runtime);
      return redirection.descriptor === undefined
        ? io.with(1, channel).with(2, channel)
        : io.with(number(redirection.descriptor, 1, call), channel);
    }
  }
}

function openForReading(target: Text, call: Call, runtime: Runtime): Channel {
  const socket = openSocket(target, runtime);
  if (socket !== undefined) return socket;
  const fd = descriptorNumber(target.value);
  const existing = fd === undefined ? undefined : call.io.get(fd);
  if (existing !== undefined) return existing;
  const actor = new Actor(runtime, call, SHELL);
  const path = actor.file('read', target);
  return Channel.text(actor.content(path), path);
}

function openForWriting(target: Text, append: boolean, call: Call, runtime: Runtime): Channel {
  const socket = openSocket(target, runtime);
  if (socket !== undefined) return socket;
  if (target.value === '/dev/null') return Channel.null;
  const fd = descriptorNumber(target.value);
  const existing = fd === undefined ? undefined : call.io.get(fd);
  if (existing !== undefined) return existing;
  const actor = new Actor(runtime, call, SHELL);
  const path = actor.file('write', target);
  runtime.files.write(path, EMPTY_TEXT, append);
  return Channel.file(path);
}

/** `/dev/tcp/HOST/PORT` and `/dev/udp/HOST/PORT` are connections, not files. */
function openSocket(target: Text, runtime: Runtime): Channel | undefined {
  const { value } = target;
  if (!value.startsWith('/dev/tcp/') && !value.startsWith('/dev/udp/')) return undefined;
  const host = display(value.slice(9).split('/', 1)[0] ?? '').toLowerCase();
  runtime.effects.network(host, undefined, false);
  for (const from of target.sources) {
    runtime.effects.upload({ host, what: from });
    runtime.effects.flow({ from, to: { kind: 'net', host } });
  }
  return Channel.socket(host);
}
