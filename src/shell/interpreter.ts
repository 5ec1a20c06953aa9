import { Channel, Descriptors } from './channel.ts';
import { languageOfFile } from './code/file-language.ts';
import { runInlineCode } from './code/run-code.ts';
import type { Language } from './effects.ts';
import type { EffectsBuilder } from './effects-builder.ts';
import { expandParts, expandWord } from './expand/words.ts';
import { isFamiliar } from './familiar-code.ts';
import type { Budget } from './limits.ts';
import { findExecutingPlace, type PlaceKind, runsHere } from './places/places.ts';
import { hasMeaning } from './program/environment.ts';
import { executeProgram, type Programs, programName } from './program/execute.ts';
import type { Call, Choice, Runtime, ShellContext, Status } from './runtime.ts';
import { type FunctionBody, State } from './state.ts';
import type { Script, Word, WordPart } from './syntax/ast.ts';
import { parseScript } from './syntax/parse.ts';
import {
  chomp,
  concat,
  display,
  EMPTY_TEXT,
  isExact,
  isPartial,
  isUnknown,
  literal,
  type Text,
  textFrom,
} from './text.ts';
import { SUBSTITUTION_PREFIX, type VirtualFiles } from './virtual-files.ts';
import { runCommandNode, runStatements } from './walk/lists.ts';

const NO_VARIABLES: ReadonlyMap<string, Text> = new Map();
/** What the caller of the whole command line feeds it. */
const TYPED = textFrom('', [{ kind: 'stdin' }]);
/** Places whose content runs in the home directory; the others run where the project is. */
const RUNS_AT_HOME: ReadonlySet<PlaceKind> = new Set(['shell-startup', 'schedule', 'service']);
/** Scripts fed by `>(…)`; more are not followed. */
const MAX_FED_SCRIPTS = 64;

interface FedScript {
  readonly script: Script;
  readonly path: string;
  readonly call: Call;
}

/** What all passes over one command line have in common. */
export interface Shared {
  readonly budget: Budget;
  readonly effects: EffectsBuilder;
  readonly files: VirtualFiles;
}

/** One pass over one command line: walks the tree and lets every command do what it would do. */
export class Interpreter implements Runtime {
  readonly context: ShellContext;
  readonly budget: Budget;
  readonly effects: EffectsBuilder;
  readonly files: VirtualFiles;
  readonly choice: Choice = { index: 0, count: 1 };
  readonly #programs: Programs;
  readonly #fed: FedScript[] = [];
  /** Bodies of the functions that are being run: one that calls itself is not entered again. */
  readonly #activeFunctions: FunctionBody[] = [];
  readonly #activeAliases: string[] = [];
  #calledFunctions: Set<string> | undefined;
  readonly #activeFiles: string[] = [];
  #substitutions = 0;
  /** Exported variables that make programs do something. */
  readonly #exported: string[] = [];

  constructor(context: ShellContext, programs: Programs, { budget, effects, files }: Shared) {
    this.context = context;
    this.#programs = programs;
    this.budget = budget;
    this.effects = effects;
    this.files = files;
  }

  /** Runs the text of a whole call. */
  run(text: string): void {
    const call = this.#topLevel([]);
    this.runScript(parseScript(text), call);
    this.#runUncalledFunctions(call);
    this.#runFedScripts();
    for (const { path, content } of this.files.writes()) this.runContent(path, content, true);
  }

  /** Runs what a file with this content makes something run; with `here`, only what runs on this machine unasked. */
  runContent(path: string, content: string, here: boolean): void {
    const place = findExecutingPlace(path);
    if (place === undefined || (here && !runsHere(place.kind))) return;
    const call: Call = { ...this.#topLevel(undefined), wrappers: [path] };
    for (const { language, text } of place.snippets(content)) {
      const state = call.state.fork();
      state.cwd = [RUNS_AT_HOME.has(place.kind) ? this.context.home : this.context.cwd];
      if (language === 'shell') this.#runSnippet(text, { ...call, state });
      else this.runCode(language, literal(text), { ...call, state });
    }
  }

  /** Runs SQL that somebody else than a program of the command line hands to a database. */
  runStatements(text: string): void {
    this.runCode('sql', literal(text), this.#topLevel(undefined));
  }

  #runSnippet(text: string, call: Call): void {
    this.runShell(literal(text), call);
    this.#runUncalledFunctions(call);
  }

  #topLevel(positional: readonly Text[] | undefined): Call {
    return {
      state: State.root([this.context.cwd], positional),
      io: new Descriptors(
        Channel.terminal(TYPED),
        Channel.terminal(EMPTY_TEXT),
        Channel.terminal(EMPTY_TEXT),
      ),
      wrappers: [],
      privileged: false,
      place: 'local',
      mounts: [],
      detached: false,
      environment: undefined,
    };
  }

  runScript(script: Script, call: Call): Status {
    const error = script.errors?.[0];
    if (error !== undefined) this.effects.opaque('syntax', error.message);
    if (!this.budget.enter()) {
      this.effects.opaque('depth', 'nested script');
      return undefined;
    }
    try {
      return runStatements(script.commands, call, this);
    } finally {
      this.budget.leave();
    }
  }

  runShell(text: Text, call: Call): Status {
    this.budget.spend(10);
    if (!this.#noteCode('shell', text)) return undefined;
    this.budget.spendChars(text.value.length);
    return this.runScript(parseScript(text.value), call);
  }

  runCode(language: Language, text: Text, call: Call): void {
    if (language === 'shell') {
      this.runShell(text, call);
      return;
    }
    if (!this.#noteCode(language, text)) return;
    this.budget.spendChars(text.value.length);
    if (!this.budget.enter()) {
      this.effects.opaque('depth', language);
      return;
    }
    try {
      runInlineCode(language, text, call, this);
    } finally {
      this.budget.leave();
    }
  }

  /** Records that text is run as code; false when nothing of it is known. */
  #noteCode(language: Language, text: Text): boolean {
    for (const from of text.sources) this.effects.flow({ from, to: { kind: 'exec' } });
    if (text.decoded) this.effects.decoded();
    if (text.value.trim() === '') return false;
    if (isUnknown(text.value.trim())) {
      if (!isFamiliar(text.sources)) this.effects.opaque('code', `${language}: ${display(text.value)}`);
      return false;
    }
    const exact = isExact(text.value);
    if (isPartial(text.value))
      this.effects.opaque('partial-code', `${language}: ${display(text.value).slice(0, 80)}`);
    this.effects.script(language, display(text.value), exact);
    return true;
  }

  executeFile(path: string, language: Language | undefined, call: Call, positional?: readonly Text[]): void {
    if (this.files.isFetched(path)) this.effects.action('run-fetched');
    const linked = this.files.followLinks(path);
    if (
      linked !== undefined &&
      !this.files.has(linked) &&
      this.#programs.table.get(programName(linked)) !== undefined
    )
      this.runProgram([literal(linked), ...(positional ?? [])], call);
    this.#eachContent(path, (target, content) => {
      if (isUnknown(content.value.trim())) this.#executeUnknown(target, content, positional ?? [], call);
      else this.#executeContent(target, content, language, call, positional);
    });
  }

  runBuildFile(path: string, call: Call): void {
    if (!this.files.has(path) || this.#activeFiles.includes(path)) return;
    for (const from of this.files.read(path).sources)
      if (from.kind === 'net') this.effects.flow({ from, to: { kind: 'exec' } });
    this.#activeFiles.push(path);
    for (const { value } of this.files.contents(path))
      for (const { text } of findExecutingPlace(path)?.snippets(value) ?? [])
        this.runShell(literal(text), { ...call, state: call.state.fork() });
    this.#activeFiles.pop();
  }

  sourceFile(path: string, call: Call): void {
    if (this.files.isFetched(path)) this.effects.action('run-fetched');
    this.#eachContent(path, (_, content) => this.runShell(content, call));
  }

  /** Every content the call itself put into a file that is now run, where its data came from noted. */
  #eachContent(path: string, run: (path: string, content: Text) => void): void {
    const target = this.files.followLinks(path) ?? path;
    if (!this.files.has(target) || this.#activeFiles.includes(target)) return;
    const { sources } = this.files.read(target);
    for (const from of sources) {
      if (from.kind === 'file' && from.path === display(target)) continue;
      this.effects.flow({ from, to: { kind: 'exec' } });
    }
    const contents = this.files.contents(target);
    if (contents.some((content) => content.decoded)) this.effects.decoded();
    this.#activeFiles.push(target);
    for (const content of contents) if (content.value !== '') run(target, content);
    this.#activeFiles.pop();
  }

  #executeContent(
    path: string,
    content: Text,
    given: Language | undefined,
    call: Call,
    positional: readonly Text[] | undefined,
  ): void {
    const language = given ?? languageOfFile(path, content.value) ?? 'shell';
    if (language !== 'shell') {
      this.runCode(language, content, call);
      return;
    }
    const state = call.state.childProcess(call.environment, positional ?? []);
    this.runShell(content, { ...call, state, environment: undefined });
  }

  /** A copy of a program under another name, e.g. `cp /bin/rm x; ./x`, or something that came from elsewhere. */
  #executeUnknown(path: string, content: Text, args: readonly Text[], call: Call): void {
    if (content.sources.some(({ kind }) => kind !== 'file')) this.effects.opaque('code', display(path));
    for (const source of content.sources)
      if (source.kind === 'file' && this.#programs.table.get(programName(source.path)) !== undefined)
        this.runProgram([literal(source.path), ...args], call);
  }

  textChannel(text: Text): Channel {
    return Channel.text(text);
  }

  runProgram(words: readonly Text[], call: Call): Status {
    if (!this.budget.enter()) {
      this.effects.opaque('depth', display(words[0]?.value ?? ''));
      return undefined;
    }
    try {
      executeProgram(words, call, this, this.#programs);
    } finally {
      this.budget.leave();
    }
    return knownStatus(programName(words[0]?.value ?? ''), call);
  }

  runCommand(words: readonly Text[], call: Call): Status {
    const name = words[0]?.value;
    if (name === undefined) return undefined;
    const alias = call.state.getAlias(name);
    if (alias !== undefined && !this.#activeAliases.includes(name))
      return this.#runAlias(name, alias, words.slice(1), call);
    const body = call.state.getFunction(name);
    if (body === undefined) return this.runProgram(words, call);
    this.#calledFunctions ??= new Set();
    this.#calledFunctions.add(name);
    if (this.#activeFunctions.includes(body)) {
      if (call.detached) this.effects.action('fork-bomb');
      return undefined;
    }
    if (!this.budget.enter()) {
      this.effects.opaque('depth', name);
      return undefined;
    }
    const state = call.state.enterFunction(words.slice(1));
    for (const [variable, value] of call.environment ?? [])
      state.setLocal(variable, { values: [value], exported: true });
    this.budget.spend(4);
    this.#activeFunctions.push(body);
    try {
      return runCommandNode(body, { ...call, state, environment: undefined }, this);
    } finally {
      this.#activeAliases.pop();
      state.leaveFunction();
      this.budget.leave();
    }
  }

  /** An alias stands for text: its value followed by the arguments. */
  #runAlias(name: string, value: string, args: readonly Text[], call: Call): Status {
    const rest = args.map((arg) => ` '${arg.value.replaceAll("'", "'\\''")}'`).join('');
    this.budget.spendChars(value.length + rest.length);
    this.#activeAliases.push(name);
    try {
      return this.runScript(parseScript(value + rest), call);
    } finally {
      this.#activeFunctions.pop();
    }
  }

  capture(script: Script, call: Call): Text {
    this.budget.spendChars(script.end - script.pos);
    const output = Channel.capture();
    const io = call.state.withOpened(call.io).with(1, output);
    this.runScript(script, { ...call, state: call.state.fork(), io, environment: undefined });
    return chomp(output.collected());
  }

  environmentOf(call: Call): ReadonlyMap<string, Text> {
    if (this.#exported.length === 0) return call.environment ?? NO_VARIABLES;
    const all = new Map<string, Text>();
    for (const name of this.#exported) {
      const variable = call.state.get(name);
      if (variable === undefined || !variable.exported || variable.values.length === 0) continue;
      const value = variable.values[this.choice.index % variable.values.length];
      this.choice.count = Math.max(this.choice.count, variable.values.length);
      if (value !== undefined) all.set(name, value);
    }
    for (const [name, value] of call.environment ?? []) all.set(name, value);
    return all;
  }

  noteExport(name: string): void {
    if (hasMeaning(name) && !this.#exported.includes(name)) this.#exported.push(name);
  }

  substituteProcess(script: Script, operator: '<' | '>', call: Call): string {
    this.#substitutions += 1;
    const path = `${SUBSTITUTION_PREFIX}${this.#substitutions}`;
    if (operator === '<') {
      const content = concat(this.capture(script, call), literal('\n'));
      this.files.write(path, content, false);
    } else if (this.#fed.length < MAX_FED_SCRIPTS) {
      this.#fed.push({ script, path, call: { ...call, state: call.state.fork() } });
    }
    return path;
  }

  /** Runs the scripts of `>(…)` on what was written to them. */
  #runFedScripts(): void {
    for (let i = 0; i < this.#fed.length; i++) {
      const { script, path, call } = this.#fed[i] as FedScript;
      const [content] = this.files.contents(path);
      this.runScript(script, { ...call, io: call.io.with(0, Channel.text(content ?? EMPTY_TEXT)) });
    }
  }

  /** Functions nobody called here may be called later, from a trap or an interactive shell. */
  #runUncalledFunctions(call: Call): void {
    for (const name of call.state.functionNames()) {
      if (this.#calledFunctions?.has(name) === true) continue;
      const body = call.state.getFunction(name);
      if (body === undefined) continue;
      this.#activeFunctions.push(body);
      const state = call.state.enterFunction([]);
      state.positional = undefined;
      runCommandNode(body, { ...call, state }, this);
      this.#activeFunctions.pop();
    }
  }

  expandWord(word: Word, call: Call): Text {
    return expandWord(word, this, call);
  }

  expandParts(parts: readonly WordPart[], call: Call): Text {
    return expandParts(parts, this, call);
  }

  write(channel: Channel, text: Text, by: string): void {
    this.budget.spend(1 + text.value.length / 256);
    switch (channel.kind) {
      case 'capture':
        channel.collect(text);
        return;
      case 'file': {
        const path = channel.path ?? '';
        this.files.write(path, text, true);
        const target = this.files.followLinks(path);
        if (target !== undefined) this.files.write(target, text, true);
        if (path.startsWith(SUBSTITUTION_PREFIX)) return;
        for (const from of text.sources)
          this.effects.flow({ from, to: { kind: 'file', path: display(path) } });
        return;
      }
      case 'socket': {
        const host = channel.host ?? '';
        for (const from of text.sources) {
          if (from.kind === 'net' && from.host === host) continue;
          this.effects.upload({ host, what: from });
          this.effects.flow({ from, to: { kind: 'net', host } });
        }
        if (text.sources.length === 0 && text.value !== '' && by !== '')
          this.effects.upload({ host, what: { kind: 'text', text: display(text.value) } });
        return;
      }
      case 'terminal':
      case 'null':
      case 'text':
        return;
    }
  }
}

/** The exit status of commands that always have the same. */
function knownStatus(name: string, call: Call): Status {
  switch (name) {
    case 'true':
    case ':':
      return true;
    case 'false':
      return false;
    case 'read':
      return call.io.stdin.lastRead;
    default:
      return undefined;
  }
}
