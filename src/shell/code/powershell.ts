import { Channel } from '../channel.ts';
import { own } from '../own.ts';
import type { Call, Runtime } from '../runtime.ts';
import {
  concat,
  EMPTY_TEXT,
  joinTexts,
  literal,
  type Text,
  textFrom,
  unknownOutput,
  unknownVariable,
} from '../text.ts';
import { CodeEffects } from './calls.ts';
import { Evaluator } from './evaluator.ts';
import type { CodeLanguage } from './language.ts';
import { callTable } from './languages/define.ts';
import { OTHER } from './languages/other.ts';

/** Names PowerShell gives its cmdlets besides the full one. */
const ALIASES: Readonly<Record<string, string>> = {
  rm: 'remove-item',
  ri: 'remove-item',
  del: 'remove-item',
  erase: 'remove-item',
  rd: 'remove-item',
  rmdir: 'remove-item',
  cat: 'get-content',
  gc: 'get-content',
  type: 'get-content',
  sc: 'set-content',
  ac: 'add-content',
  clc: 'clear-content',
  cp: 'copy-item',
  cpi: 'copy-item',
  copy: 'copy-item',
  mv: 'move-item',
  mi: 'move-item',
  move: 'move-item',
  ren: 'rename-item',
  rni: 'rename-item',
  ni: 'new-item',
  ls: 'get-childitem',
  dir: 'get-childitem',
  gci: 'get-childitem',
  curl: 'invoke-webrequest',
  wget: 'invoke-webrequest',
  iwr: 'invoke-webrequest',
  irm: 'invoke-restmethod',
  iex: 'invoke-expression',
  icm: 'invoke-command',
  saps: 'start-process',
  start: 'start-process',
  kill: 'stop-process',
  spps: 'stop-process',
  tee: 'tee-object',
  echo: 'write-output',
  write: 'write-output',
  sls: 'select-string',
  cd: 'set-location',
  sl: 'set-location',
  chdir: 'set-location',
};

/** Methods of .NET objects that matter. */
const METHODS: CodeLanguage = {
  ...OTHER,
  environments: ['$env'],
  calls: callTable({
    read: 'ReadAllText ReadAllBytes ReadAllLines .ReadAllText .ReadAllBytes .ReadAllLines .OpenRead',
    write: '.WriteAllText .WriteAllBytes .WriteAllLines .CreateDirectory .Create',
    append: '.AppendAllText',
    delete: '.Delete',
    copy: 'File.Copy',
    move: 'File.Move',
    fetch: '.DownloadString .DownloadData .DownloadFile .OpenReadAsync .GetStringAsync',
    post: '.UploadString .UploadFile .UploadData .PostAsync',
    connect: '.TCPClient TCPClient .Connect',
    spawn: '.Start',
    base64: '.FromBase64String',
    identity: '.GetString .ToString',
    eval: '.InvokeScript',
  }),
};

/** Statements of PowerShell, as far as a tokenizer goes: pipelines of commands, variables, nested expressions. */
export function runPowerShell(source: string, call: Call, runtime: Runtime): void {
  new PowerShell(source, call, runtime, new Map()).run();
}

interface PipelineCommand {
  readonly words: Text[];
  /** It starts with an expression, whose value goes on. */
  isValue: boolean;
}

class PowerShell {
  readonly #source: string;
  readonly #call: Call;
  readonly #runtime: Runtime;
  readonly #variables: Map<string, Text>;
  #at = 0;

  constructor(source: string, call: Call, runtime: Runtime, variables: Map<string, Text>) {
    this.#source = source;
    this.#call = call;
    this.#runtime = runtime;
    this.#variables = variables;
    runtime.budget.spend(source.length / 32);
  }

  run(): void {
    while (this.#at < this.#source.length) {
      this.#pipeline();
      this.#at += 1;
    }
  }

  /** One pipeline, up to `;`, a line end or `&&`. */
  #pipeline(): void {
    const commands: PipelineCommand[] = [{ words: [], isValue: false }];
    let target: string | undefined;
    while (this.#at < this.#source.length) {
      this.#skipSpace();
      const char = this.#source[this.#at];
      if (char === undefined || char === ';' || char === '\n' || char === '}') break;
      if (char === '|' || char === '&') {
        this.#at += 1;
        if (this.#source[this.#at] === char) break;
        if (char === '|') commands.push({ words: [], isValue: false });
        continue;
      }
      const command = commands.at(-1) as PipelineCommand;
      const { words } = command;
      if (char === '=' && words.length === 1 && commands.length === 1 && target === undefined) {
        this.#at += 1;
        target = words.pop()?.value;
        command.isValue = false;
        continue;
      }
      const before = this.#at;
      if (words.length === 0)
        command.isValue =
          /["'$([{@]/.test(char) && this.#source[before - 1] !== '&' && this.#source[before - 2] !== '&';
      words.push(this.#word(words.length === 0));
      if (this.#at === before) this.#at += 1;
    }
    const output = this.#runPipeline(commands);
    if (target !== undefined)
      this.#variables.set(target.replace(/^\uE000|\uE001$/g, '').toLowerCase(), output);
  }

  #skipSpace(): void {
    while (/[ \t\r,)]/.test(this.#source[this.#at] ?? '')) this.#at += 1;
    if (this.#source[this.#at] === '#') {
      const end = this.#source.indexOf('\n', this.#at);
      this.#at = end < 0 ? this.#source.length : end;
    }
  }

  #runPipeline(commands: readonly PipelineCommand[]): Text {
    let input: Text | undefined;
    for (const { words, isValue } of commands) {
      const [word, ...args] = words;
      if (word === undefined) continue;
      const output = Channel.capture();
      const io = this.#call.io.with(1, output);
      const stdin = input === undefined ? io : io.with(0, Channel.text(input));
      const name = word.value.toLowerCase();
      if (!isValue) {
        const inner = { ...this.#call, io: stdin };
        this.#runtime.runProgram([literal(own(ALIASES, name) ?? name), ...args], inner);
        input = output.collected();
      } else input = joinTexts(words, ' ');
    }
    if (input !== undefined && this.#call.io.stdout.kind !== 'terminal')
      this.#runtime.write(this.#call.io.stdout, input, 'powershell');
    return input ?? EMPTY_TEXT;
  }

  #word(first: boolean): Text {
    const char = this.#source[this.#at];
    if (char === "'") return this.#singleQuoted();
    if (char === '"') return this.#doubleQuoted();
    if (char === '(' || (char === '$' && this.#source[this.#at + 1] === '(') || char === '@')
      return this.#nested();
    if (char === '{') return this.#block();
    if (char === '[' || (char === '$' && first)) return this.#expression();
    if (char === '$') return this.#variable();
    return this.#bare();
  }

  #bare(): Text {
    const start = this.#at;
    while (this.#at < this.#source.length && !/[\s;|(){}"',&]/.test(this.#source[this.#at] as string))
      this.#at += 1;
    let text = literal(this.#source.slice(start, this.#at).replaceAll('`', ''));
    const next = this.#source[this.#at];
    if ((next === '"' || next === "'") && this.#at > start)
      text = concat(text, next === '"' ? this.#doubleQuoted() : this.#singleQuoted());
    return text;
  }

  #singleQuoted(): Text {
    const end = this.#source.indexOf("'", this.#at + 1);
    const stop = end < 0 ? this.#source.length : end;
    const text = this.#source.slice(this.#at + 1, stop);
    this.#at = stop + 1;
    return literal(text);
  }

  #doubleQuoted(): Text {
    let result = EMPTY_TEXT;
    let plain = '';
    this.#at += 1;
    while (this.#at < this.#source.length && this.#source[this.#at] !== '"') {
      const char = this.#source[this.#at] as string;
      if (char === '$' && /[\w{(:]/.test(this.#source[this.#at + 1] ?? '')) {
        result = concat(
          concat(result, literal(plain)),
          this.#source[this.#at + 1] === '(' ? this.#nested() : this.#variable(),
        );
        plain = '';
        continue;
      }
      if (char === '`') this.#at += 1;
      plain += this.#source[this.#at] ?? '';
      this.#at += 1;
    }
    this.#at += 1;
    return concat(result, literal(plain));
  }

  #variable(): Text {
    const match = /^\$(?:\{([^}]{1,64})\}|((?:env:)?\w{1,64}))/i.exec(
      this.#source.slice(this.#at, this.#at + 80),
    );
    if (match === null) {
      this.#at += 1;
      return literal('$');
    }
    this.#at += match[0].length;
    const name = (match[1] ?? match[2] ?? '').toLowerCase();
    if (name === 'home' || name === 'env:home' || name === 'env:userprofile')
      return literal(this.#runtime.context.home);
    if (name === 'pwd') return literal(this.#runtime.context.cwd);
    if (name === 'env:temp' || name === 'env:tmp') return literal('/tmp');
    const known = this.#variables.get(name);
    if (known !== undefined) return known;
    return name.startsWith('env:')
      ? unknownVariable(name.slice(4), [{ kind: 'env', name: name.slice(4).toUpperCase() }])
      : unknownVariable(name);
  }

  /** A parenthesised expression: run, its output is the value. */
  #nested(): Text {
    const open = this.#source.indexOf('(', this.#at);
    if (open < 0 || open > this.#at + 1) {
      this.#at += 1;
      return EMPTY_TEXT;
    }
    const end = matching(this.#source, open, '(', ')');
    const inner = this.#source.slice(open + 1, end);
    const after = this.#source[end + 1];
    if (after === '.' || after === ':') return this.#expression();
    this.#at = end + 1;
    return this.#capture(inner);
  }

  #capture(source: string): Text {
    const budget = this.#runtime.budget;
    if (!budget.enter()) return unknownOutput('expression');
    try {
      budget.spendChars(source.length);
      const output = Channel.capture();
      const call = { ...this.#call, io: this.#call.io.with(1, output) };
      new PowerShell(source, call, this.#runtime, this.#variables).run();
      return output.collected();
    } finally {
      budget.leave();
    }
  }

  #block(): Text {
    const end = matching(this.#source, this.#at, '{', '}');
    const inner = this.#source.slice(this.#at + 1, end);
    this.#at = end + 1;
    return this.#capture(inner);
  }

  /** `[Type]::Method(…)`, `(…).Method(…)`, `$x = …`: evaluated like other languages' calls. */
  #expression(): Text {
    const simple =
      this.#source[this.#at] === '$'
        ? /^\$(?:\{[^}]{1,64}\}|(?:env:)?\w{1,64})\s*(?:=(?!=)|$|[;|\n])/i.exec(
            this.#source.slice(this.#at, this.#at + 90),
          )
        : null;
    if (simple !== null) {
      const assigned = simple[0].trimEnd().endsWith('=');
      const match = /^\$\{?((?:env:)?\w+)/i.exec(simple[0]);
      if (!assigned) return this.#variable();
      this.#at += simple[0].trimEnd().length - 1;
      return unknownVariable(match?.[1] ?? 'value');
    }
    const start = this.#at;
    let depth = 0;
    for (; this.#at < this.#source.length; this.#at++) {
      const char = this.#source[this.#at] as string;
      if (char === '(' || char === '[') depth += 1;
      else if (char === ')' || char === ']') depth -= 1;
      else if (char === "'" || char === '"')
        this.#at = Math.max(this.#at, this.#source.indexOf(char, this.#at + 1));
      if (depth < 0 || (depth === 0 && /[;|\n]/.test(char))) break;
    }
    const source = this.#source.slice(start, this.#at);
    this.#runtime.budget.spendChars(source.length);
    const output = Channel.capture();
    const effects = new CodeEffects(
      this.#runtime,
      { ...this.#call, io: this.#call.io.with(1, output) },
      'powershell',
    );
    new Evaluator(source.replace(/\[([\w.]+)\]::/g, '$1.'), METHODS, effects).run();
    effects.finish();
    const printed = output.collected();
    return textFrom(unknownOutput('expression').value, printed.sources, printed.decoded);
  }
}

function matching(source: string, open: number, opener: string, closer: string): number {
  let depth = 0;
  for (let i = open; i < source.length; i++) {
    const char = source[i];
    if (char === "'" || char === '"') {
      const end = source.indexOf(char, i + 1);
      if (end < 0) return source.length;
      i = end;
    } else if (char === opener) depth += 1;
    else if (char === closer) {
      depth -= 1;
      if (depth === 0) return i;
    }
  }
  return source.length;
}
