/**
 * What an agent runs before each tool call: `node hook-client.cjs <agent> [--prefix DIR]`, the event on standard
 * input. It asks the service; where that does not answer it evaluates the call in this process; where even that
 * fails it blocks. On standard output there is one JSON object or nothing.
 *
 * Every call pays for what is loaded here: the two imports below and nothing else. It starts on any Node.
 */
const fs: typeof import('node:fs') = require('node:fs');
const net: typeof import('node:net') = require('node:net');

const MIB = 1024 * 1024;
const MAX_REPLY_BYTES = MIB;
const NEWLINE = 0x0a;
const BLANK = 0x20;

/** Stands beside this file once built; not part of it, because it is as large as the whole engine. */
const FALLBACK = './hook-fallback.js';

interface HookReply {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

interface Invocation {
  readonly agent: string;
  readonly prefix: string | undefined;
  readonly socketPath: string | undefined;
  readonly timeoutMs: number;
  readonly maxBytes: number;
  readonly failOpen: boolean;
}

/** What `hook-fallback.js` is called with; `src/hook/fallback.ts` is written against it. */
export interface FallbackRequest {
  readonly agent: string;
  /** As it came, not yet parsed; or why there is none that could be evaluated. */
  readonly payload: string | { readonly problem: string };
  /** The agent's process. */
  readonly pid: number;
  readonly prefix: string | undefined;
  readonly failOpen: boolean;
}

export interface Fallback {
  evaluate(request: FallbackRequest): HookReply;
  /** Starts the service for later calls, where it is to be started so. Does not wait for it, never throws. */
  startService(prefix: string | undefined): void;
}

/** What is done once the verdict is out. */
let afterwards = (): void => undefined;

process.on('uncaughtException', (error) => emit(blocked(error.message)));
main().then(emit, (error: Error) => emit(blocked(error.message)));

async function main(): Promise<HookReply> {
  const invocation = readInvocation(process.argv.slice(2), process.env);
  const payload = readPayload(invocation.maxBytes);
  if (typeof payload === 'string') return refuseHere(invocation, payload);
  try {
    return parseReply(await askService(invocation, payload));
  } catch (serviceError) {
    try {
      return await evaluateHere(invocation, payload);
    } catch (ownError) {
      if (invocation.failOpen) return { stdout: '', stderr: '', exitCode: 0 };
      throw new Error(
        `service: ${(serviceError as Error).message}; without it: ${(ownError as Error).message}`,
      );
    }
  }
}

function readInvocation(args: readonly string[], env: NodeJS.ProcessEnv): Invocation {
  const [agent, flag, given, ...rest] = args;
  if (
    !agent ||
    !/^[\w-]{1,64}$/.test(agent) ||
    rest.length > 0 ||
    (flag && (flag !== '--prefix' || !given))
  ) {
    throw new Error(`usage: hook-client.cjs <agent> [--prefix DIR], not ${JSON.stringify(args.join(' '))}`);
  }
  const home = env.HOME || env.USERPROFILE;
  const prefix =
    absolute('--prefix', given) ||
    absolute('PREMPTI_HOME', env.PREMPTI_HOME) ||
    (home && `${absolute('the home directory', home)}/.prempti`);
  return {
    agent,
    prefix,
    socketPath: absolute('PREMPTI_SOCKET', env.PREMPTI_SOCKET) || (prefix && `${prefix}/run/broker.sock`),
    timeoutMs: bounded(env.PREMPTI_TIMEOUT_MS, 100, 5_000, 600_000),
    maxBytes: bounded(env.PREMPTI_INPUT_MAX_BYTES, 4 * 1024, 4 * MIB, 64 * MIB),
    failOpen: /^(?:1|true|yes|on)$/i.test(env.PREMPTI_FAIL_OPEN ?? ''),
  };
}

/** The agent's folder, from which a relative path would lead, belongs to whoever wrote the project. */
function absolute(name: string, path: string | undefined): string | undefined {
  if (path && !/^(?:[\\/]|[a-z]:[\\/])/i.test(path)) {
    throw new Error(`${name} is ${JSON.stringify(path)}, not an absolute path`);
  }
  return path;
}

/** A whole number within bounds; what is none counts as not set. */
function bounded(text: string | undefined, min: number, byDefault: number, max: number): number {
  return text && /^\d+$/.test(text) ? Math.min(max, Math.max(min, Number(text))) : byDefault;
}

/**
 * All of standard input, as one line: outside of its strings JSON does not care about line breaks. Or what is
 * wrong with it.
 */
function readPayload(maxBytes: number): Buffer | string {
  const chunks: Buffer[] = [];
  let length = 0;
  for (;;) {
    const chunk = Buffer.allocUnsafe(64 * 1024);
    const read = patiently(() => fs.readSync(0, chunk));
    if (read === 0) break;
    chunks.push(chunk.subarray(0, read));
    length += read;
    if (length > maxBytes) return `the event is over ${maxBytes} bytes`;
  }
  const payload = Buffer.concat(chunks);
  for (let at = payload.indexOf(NEWLINE); at !== -1; at = payload.indexOf(NEWLINE, at)) payload[at] = BLANK;
  if (payload.every((byte) => byte <= BLANK)) return 'there is no event on standard input';
  return payload;
}

/** The line that the service answers. */
function askService({ agent, socketPath, timeoutMs }: Invocation, payload: Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    if (!socketPath) throw new Error('no home directory');
    // Where others can write to the folder, one of theirs could stand there.
    const user = process.geteuid?.();
    if (user !== undefined && fs.statSync(socketPath).uid !== user) throw new Error('it is of another user');
    const socket = net.connect(socketPath);
    setTimeout(() => socket.destroy(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs);
    let answer: Buffer = Buffer.alloc(0);
    socket.on('data', (chunk) => {
      answer = Buffer.concat([answer, chunk as Buffer]);
      const end = answer.indexOf(NEWLINE);
      if (end !== -1) {
        socket.destroy();
        resolve(answer.toString('utf8', 0, end));
      } else if (answer.length > MAX_REPLY_BYTES) {
        socket.destroy(new Error(`the answer is over ${MAX_REPLY_BYTES} bytes`));
      }
    });
    socket.on('error', reject);
    socket.on('close', () => reject(new Error('it closed the connection')));
    const head = `{"version":2,"agent":"${agent}","pid":${process.ppid},"payload":`;
    socket.write(Buffer.concat([Buffer.from(head), payload, Buffer.from('}\n')]));
  });
}

async function evaluateHere(
  { agent, prefix, failOpen }: Invocation,
  payload: Buffer | { readonly problem: string },
): Promise<HookReply> {
  const { evaluate, startService }: Fallback = await import(FALLBACK);
  afterwards = () => startService(prefix);
  const given = Buffer.isBuffer(payload) ? payload.toString('utf8') : payload;
  return checked(evaluate({ agent, prefix, failOpen, pid: process.ppid, payload: given }));
}

/** The refusal of a call that nothing can evaluate, on record where that works. */
async function refuseHere(invocation: Invocation, problem: string): Promise<HookReply> {
  try {
    return await evaluateHere(invocation, { problem });
  } catch {
    return blocked(problem);
  }
}

function parseReply(text: string): HookReply {
  try {
    return checked(JSON.parse(text));
  } catch {
    throw new Error('its answer makes no sense');
  }
}

/** An agent lets the call through when it cannot read what a hook prints: better no answer than such a one. */
function checked(reply: HookReply): HookReply {
  const { stdout, stderr, exitCode } = reply;
  const isCoherent =
    typeof stdout === 'string' &&
    typeof stderr === 'string' &&
    Number.isInteger(exitCode) &&
    exitCode >= 0 &&
    exitCode <= 255 &&
    (stdout === '' || isObject(JSON.parse(stdout)));
  if (!isCoherent) throw new TypeError('not a reply');
  return { stdout, stderr, exitCode };
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Exit status 2 with a message is what every agent takes for a refusal. */
function blocked(problem: string): HookReply {
  return {
    stdout: '',
    stderr: `Prempti cannot check this call, so it is blocked (${problem})\n`,
    exitCode: 2,
  };
}

/** Ends the process, once all is written. */
function emit({ stdout, stderr, exitCode }: HookReply): void {
  let status = exitCode;
  try {
    write(2, stderr);
    write(1, stdout);
  } catch {
    // The agent did not get the verdict, whatever it was.
    status = 2;
  }
  try {
    afterwards();
  } catch {
    // The verdict is out; the next call finds no service either and tries again.
  }
  process.exit(status);
}

function write(fd: number, text: string): void {
  for (let rest = Buffer.from(text); rest.length > 0; ) {
    const written = patiently(() => fs.writeSync(fd, rest));
    rest = rest.subarray(written);
  }
}

/** Repeats an operation on a pipe that the other side has made non-blocking until it is ready. */
function patiently(operation: () => number): number {
  for (;;) {
    try {
      return operation();
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EOF') return 0;
      if (code !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2);
    }
  }
}
