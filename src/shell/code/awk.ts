import { Channel } from '../channel.ts';
import type { Source } from '../effects.ts';
import { Actor } from '../program/actor.ts';
import type { Call, Runtime } from '../runtime.ts';
import { literal, type Text, textFrom, unite, unknownOutput } from '../text.ts';
import { type Lexis, type Token, tokenize } from './tokens.ts';

const LEXIS: Lexis = { lineComments: ['#'], plainQuotes: '"', quotes: '', regex: true };

/** `system("…")`, `"…" | getline`, `print | "…"`, `print > "…"`, `getline < "…"` and `/inet/…` of an awk program. */
export function runAwk(source: string, call: Call, runtime: Runtime): void {
  const tokens = tokenize(source, LEXIS);
  runtime.budget.spend(tokens.length / 2);
  new AwkScan(tokens, call, runtime).run();
}

class AwkScan {
  readonly #tokens: readonly Token[];
  readonly #call: Call;
  readonly #runtime: Runtime;
  readonly #actor: Actor;
  readonly #constants = new Map<string, Text>();
  #hasCommandPipe = false;
  /** Where the line that is worked on may come from. */
  #line: readonly Source[];

  constructor(tokens: readonly Token[], call: Call, runtime: Runtime) {
    this.#tokens = tokens;
    this.#call = call;
    this.#runtime = runtime;
    this.#actor = new Actor(runtime, call, 'awk');
    this.#line = call.io.stdin.kind === 'terminal' ? [] : call.io.stdin.rest().sources;
  }

  run(): void {
    for (let i = 0; i < this.#tokens.length; i++) {
      const token = this.#tokens[i] as Token;
      if (token.kind === 'name') this.#name(token.value, i);
      else if (token.kind === 'operator') this.#operator(token.value, i);
      else if (token.kind === 'string') this.#connection(token);
    }
  }

  #name(name: string, at: number): void {
    const next = this.#tokens[at + 1];
    if (name === 'system' && next?.kind === 'operator') this.#shell(this.#joined(at + 2));
    else if (name === 'getline') {
      const source = this.#tokens
        .slice(at + 1, at + 4)
        .findIndex((token) => token.kind === 'operator' && token.value === '<');
      if (source >= 0) this.#file('read', this.#joined(at + 2 + source));
      const before = this.#tokens[at - 1];
      if (before?.kind === 'operator' && (before.value === '|' || before.value === '|&'))
        this.#readFrom(this.#before(at - 1), next);
    } else if (next?.kind === 'operator' && next.value === '=') {
      const value = this.#joined(at + 2);
      if (value !== undefined) this.#constants.set(name, value);
    }
  }

  #operator(operator: string, at: number): void {
    const next = this.#tokens[at + 1];
    if (operator === '|' || operator === '|&') {
      const isGetline = next?.kind === 'name' && next.value === 'getline';
      if (!isGetline) {
        const command = this.#joined(at + 1);
        if (command !== undefined) {
          this.#hasCommandPipe = true;
          this.#shell(command);
        }
      }
    } else if (operator === '>' || operator === '>>') {
      if (this.#isPrinting(at)) this.#file('write', this.#joined(at + 1));
    }
  }

  /** A `>` in the same statement as `print` is a redirection. */
  #isPrinting(at: number): boolean {
    for (let i = at - 1; i >= 0 && at - i < 64; i--) {
      const token = this.#tokens[i] as Token;
      if (token.kind === 'operator' && (token.value === ';' || token.value === '{' || token.value === '}'))
        return false;
      if (token.kind === 'name' && /^printf?$/.test(token.value)) return true;
    }
    return false;
  }

  /** The strings that stand next to each other from here: awk joins them. */
  #joined(from: number): Text | undefined {
    let text = '';
    let sources: readonly Source[] = [];
    let found = false;
    let known = true;
    for (let i = from; i < this.#tokens.length; i++) {
      const token = this.#tokens[i] as Token;
      if (token.kind === 'string')
        text += token.pieces.map((piece) => ('text' in piece ? piece.text : '')).join('');
      else if (token.kind === 'name') {
        const constant = this.#constants.get(token.value);
        if (constant === undefined) {
          known = false;
          text += unknownOutput(token.value).value;
        } else {
          text += constant.value;
          sources = unite(sources, constant.sources);
        }
      } else if (token.kind === 'number') text += token.value;
      else if (token.kind === 'operator' && token.value === '$') {
        // A field of the input.
        text += unknownOutput('field').value;
        sources = unite(sources, this.#line);
        i += 1;
      } else if (token.kind === 'operator' && token.value === '(' && i === from) continue;
      else break;
      found = true;
    }
    if (!found) return undefined;
    return known || text !== '' ? textFrom(text, sources) : undefined;
  }

  #before(at: number): Text | undefined {
    const token = this.#tokens[at - 1];
    if (token?.kind === 'operator' && token.value === ')') return this.#joined(this.#opening(at - 1) + 1);
    if (token?.kind === 'name') return this.#constants.get(token.value);
    if (token?.kind !== 'string') return undefined;
    return literal(token.pieces.map((piece) => ('text' in piece ? piece.text : '')).join(''));
  }

  /** The bracket that a closing one belongs to. */
  #opening(close: number): number {
    let depth = 0;
    for (let i = close; i >= 0 && close - i < 256; i--) {
      const token = this.#tokens[i] as Token;
      if (token.kind !== 'operator') continue;
      if (token.value === ')') depth += 1;
      else if (token.value === '(') {
        depth -= 1;
        if (depth === 0) return i;
      }
    }
    return close;
  }

  /** `"command" | getline name`: a line of what the command prints; without a name it is the one worked on. */
  #readFrom(command: Text | undefined, target: Token | undefined): void {
    const output = Channel.capture();
    this.#shell(command, this.#call.io.with(1, output));
    const { sources } = output.collected();
    if (target?.kind === 'name') this.#constants.set(target.value, unknownOutput('getline', sources));
    else this.#line = unite(this.#line, sources);
  }

  #shell(command: Text | undefined, io = this.#call.io): void {
    if (command === undefined || command.value.startsWith('/inet')) return;
    this.#runtime.runShell(command, { ...this.#call, io, state: this.#call.state.fork() });
  }

  #file(access: 'read' | 'write', path: Text | undefined): void {
    if (path === undefined || path.value.startsWith('/inet') || path.value === '-') return;
    if (access === 'read') this.#actor.read(path);
    else this.#actor.write(path, unknownOutput('awk'), false);
  }

  /** `/inet/tcp/LOCAL/HOST/REMOTE` is a socket. */
  #connection(token: Extract<Token, { kind: 'string' }>): void {
    const [piece] = token.pieces;
    if (piece === undefined || !('text' in piece) || !piece.text.startsWith('/inet')) return;
    const [, , , , host = '0'] = piece.text.split('/');
    if (host === '0') {
      this.#runtime.effects.socket({ kind: 'bind-shell', by: 'awk' });
      return;
    }
    this.#runtime.effects.network(host, undefined, false);
    this.#runtime.effects.socket({ kind: 'reverse-shell', host, by: 'awk' });
    if (this.#hasCommandPipe)
      this.#runtime.effects.flow({ from: { kind: 'net', host }, to: { kind: 'exec' } });
  }
}
