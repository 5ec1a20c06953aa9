import { Actor } from '../program/actor.ts';
import type { Call, Runtime } from '../runtime.ts';
import { literal, unknownOutput } from '../text.ts';

/** The commands of a sed script that leave the stream: `e`, `r`, `R`, `w`, `W`, and the flags `e` and `w` of `s`. */
export function runSed(source: string, call: Call, runtime: Runtime): void {
  runtime.budget.spend(source.length / 32);
  const actor = new Actor(runtime, call, 'sed');
  let at = 0;
  while (at < source.length) {
    at = skipAddress(source, at);
    const command = source[at];
    if (command === undefined) break;
    switch (command) {
      case 's':
      case 'y': {
        const end = endOfSubstitution(source, at);
        const lineEnd = endOfLine(source, end);
        const flags = source.slice(end, lineEnd);
        if (command === 's') applyFlags(source.slice(at, end), flags, actor, call, runtime);
        const separator = flags.search(/[;}\n]/);
        at = separator < 0 || /w/.test(flags.slice(0, separator)) ? lineEnd : end + separator;
        break;
      }
      case 'e': {
        const end = endOfLine(source, at);
        const text = source.slice(at + 1, end).trim();
        if (text !== '') runtime.runShell(literal(text), { ...call, state: call.state.fork() });
        else runtime.effects.opaque('code', 'sed: e');
        at = end;
        break;
      }
      case 'r':
      case 'R':
      case 'w':
      case 'W': {
        const end = endOfLine(source, at);
        const path = source.slice(at + 1, end).trim();
        if (path !== '') {
          if (command === 'r' || command === 'R') actor.read(literal(path));
          else actor.write(literal(path), unknownOutput('sed'), false);
        }
        at = end;
        break;
      }
      case 'a':
      case 'i':
      case 'c':
        at = endOfText(source, at);
        break;
      default:
        at += 1;
    }
  }
}

function skipAddress(source: string, from: number): number {
  let at = from;
  while (at < source.length) {
    const char = source[at] as string;
    if (char === '/' || (char === '\\' && at + 1 < source.length)) {
      const delimiter = char === '/' ? char : (source[at + 1] as string);
      at = plainClosing(source, at + (char === '/' ? 1 : 2), delimiter) + 1;
      while (source[at] === 'I' || source[at] === 'M') at += 1;
    } else if (/[\d$,!~+{};\s]/.test(char)) at += 1;
    else return at;
  }
  return at;
}

function endOfSubstitution(source: string, at: number): number {
  const delimiter = source[at + 1];
  if (delimiter === undefined || delimiter === '\n') return at + 1;
  const middle = plainClosing(source, at + 2, delimiter);
  return Math.min(plainClosing(source, middle + 1, delimiter) + 1, source.length);
}

function plainClosing(source: string, from: number, delimiter: string): number {
  for (let i = from; i < source.length; i++) {
    if (source[i] === '\\') i += 1;
    else if (source[i] === delimiter) return i;
  }
  return source.length;
}

/** `substitution` is `s/pattern/replacement/`. */
function applyFlags(substitution: string, flags: string, actor: Actor, call: Call, runtime: Runtime): void {
  const match = /^[gpiImM\d]*(e?)[gpiImM\d]*(?:w\s*(\S.*))?/.exec(flags);
  if (match === null) return;
  if (match[1] === 'e') {
    runtime.effects.opaque('code', 'sed: s///e');
    const delimiter = substitution[1] as string;
    const start = plainClosing(substitution, 2, delimiter) + 1;
    const replacement = substitution.slice(start, -1).replaceAll(`\\${delimiter}`, delimiter);
    runtime.runShell(literal(replacement), { ...call, state: call.state.fork() });
    runtime.effects.flow({ from: call.io.stdin.input.sources[0] ?? { kind: 'stdin' }, to: { kind: 'exec' } });
  }
  if (match[2] !== undefined) actor.write(literal(match[2].trim()), unknownOutput('sed'), false);
}

function endOfLine(source: string, from: number): number {
  const end = source.indexOf('\n', from);
  return end < 0 ? source.length : end;
}

/** Text of `a`, `i` and `c` goes on over lines that end with a backslash. */
function endOfText(source: string, from: number): number {
  let end = endOfLine(source, from);
  while (end < source.length && source[end - 1] === '\\') end = endOfLine(source, end + 1);
  return end;
}
