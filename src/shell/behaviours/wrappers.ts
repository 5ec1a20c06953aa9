import { MAX_FAN_OUT } from '../limits.ts';
import { baseName } from '../path.ts';
import { hostOf } from '../program/actor.ts';
import { applyRole } from '../program/roles.ts';
import type { ProgramRun } from '../program/run.ts';
import {
  derive,
  display,
  EMPTY_TEXT,
  isExact,
  isPartial,
  joinTexts,
  literal,
  substitute,
  type Text,
  unknownOutput,
} from '../text.ts';
import { printEnvironment } from './names.ts';
import { splitWords } from './words.ts';

/** Arguments taken one by one from a list. */
const MAX_ITEMS = MAX_FAN_OUT;

/** `env [-i] [-C dir] [-S string] [NAME=value]… [command]`. */
export function env(run: ProgramRun): void {
  const split = run.value('--split-string');
  const words = [...(split === undefined ? [] : splitWords(split)), ...run.parsed.command];
  let at = 0;
  for (; at < words.length; at++) {
    const word = words[at] as Text;
    if (split !== undefined && word.value.startsWith('-') && !word.value.includes('=')) continue;
    if (!/^[A-Za-z_][\w.]*=/.test(word.value)) break;
    run.setEnvironment(word);
  }
  const command = words.slice(at);
  if (command.length === 0) printEnvironment(run);
  else run.start(command);
}

/** `sudo [NAME=value]… command`; `-e` edits files, `-s` and `-i` start a shell. */
export function sudo(run: ProgramRun): void {
  if (run.has('--edit')) {
    for (const file of run.parsed.command) applyRole(run, 'edit', file);
    return;
  }
  let at = 0;
  for (; at < run.parsed.command.length; at++) {
    const word = run.parsed.command[at] as Text;
    if (!/^[A-Za-z_]\w*=/.test(word.value)) break;
    run.setEnvironment(word);
  }
  const command = run.parsed.command.slice(at);
  if (command.length > 0) run.start(command);
  else if (run.has('--shell') || run.has('--login')) startTypedShell(run);
}

/** `xargs command args`: what comes in is appended, or put in place of a marker. */
export function xargs(run: ProgramRun): void {
  const file = run.value('--arg-file');
  const input = file === undefined ? run.takeStdin() : run.read(file);
  run.stdinTaken = true;
  const command = run.parsed.command.length > 0 ? run.parsed.command : [literal('echo')];
  const items = itemsOf(run, input, run.has('--null'), run.value('--delimiter')?.value);
  const marker =
    run.value('-I') ??
    run.value('-J') ??
    run.value('--replace') ??
    (run.has('--replace') ? literal('{}') : undefined);
  if (marker === undefined) {
    const name = baseName(command[0]?.value ?? '');
    if (/^(?:ba|da|z|k|a)?sh$/.test(name) && command.at(-1)?.value === '-c') {
      // What comes in is code, however it is cut into arguments.
      run.opaque('code', display(input.value).slice(0, 60));
      run.startShell(input);
      run.stdinTaken = true;
    }
    run.start([...command, ...items], { stdin: EMPTY_TEXT });
    return;
  }
  for (const item of items)
    run.start(
      command.map((word) => replaceMarker(word, marker.value || '{}', item)),
      { stdin: EMPTY_TEXT },
    );
}

/** The items of known input; one unknown item otherwise. */
function itemsOf(
  run: ProgramRun,
  input: Text,
  zero: boolean,
  delimiter: string | undefined,
): readonly Text[] {
  run.runtime.budget.spend(1 + input.value.length / 64);
  if (input.value.trim() === '')
    return run.isFed && isExact(input.value) && input.sources.length === 0
      ? []
      : [unknownOutput('stdin', input.sources, input.decoded)];
  const values =
    zero || delimiter !== undefined
      ? input.value.split(zero ? /[\0\n]/ : (delimiter as string))
      : splitWords(input).map((word) => word.value);
  const items = values.filter((value) => value.trim() !== '');
  if (items.length > MAX_ITEMS) run.opaque('budget', `${items.length} items`);
  return items.slice(0, MAX_ITEMS).map((value) => derive(input, value.replace(/\n$/, '')));
}

function replaceMarker(word: Text, marker: string, item: Text): Text {
  if (!word.value.includes(marker)) return word;
  const value = substitute(word.value, marker, item.value);
  return joinTexts([derive(item, value), derive(word, '')], '');
}

/** GNU parallel: a template for each argument after `:::` or each line of input. */
export function parallel(run: ProgramRun): void {
  const words = run.parsed.command;
  const separator = words.findIndex(({ value }) => /^::::?\+?$/.test(value));
  const template = separator < 0 ? words : words.slice(0, separator);
  run.stdinTaken = true;
  const items = separator < 0 ? fromInput(run) : fromArguments(run, words.slice(separator));
  const text = template.length > 1 ? joinTexts(template.map(quoteSpaced), ' ') : (template[0] ?? EMPTY_TEXT);
  for (const item of items.slice(0, MAX_ITEMS)) {
    if (template.length === 0) run.startShell(item, { stdin: EMPTY_TEXT });
    else run.startShell(fillTemplate(text, item), { stdin: EMPTY_TEXT });
  }
}

function fromInput(run: ProgramRun): readonly Text[] {
  const file = run.value('--arg-file');
  return itemsOf(run, file === undefined ? run.takeStdin() : run.read(file), run.has('--null'), '\n');
}

function fromArguments(run: ProgramRun, words: readonly Text[]): readonly Text[] {
  const items: Text[] = [];
  let files = false;
  for (const word of words) {
    if (/^::::?\+?$/.test(word.value)) files = word.value.startsWith('::::');
    else if (files) items.push(...itemsOf(run, run.read(word), false, '\n'));
    else items.push(word);
  }
  return items;
}

/** A word that was quoted for its blanks stays one word. */
function quoteSpaced(word: Text): Text {
  return /[\s'"$;&|<>()]/.test(word.value) && isExact(word.value)
    ? derive(word, `'${word.value.replaceAll("'", "'\\''")}'`)
    : word;
}

function fillTemplate(template: Text, item: Text): Text {
  // Arguments are quoted before the shell sees them.
  const word = quoteSpaced(item);
  if (!/\{[^{}\s]{0,3}\}/.test(template.value)) return joinTexts([template, word], ' ');
  const value = substitute(template.value.replace(/\{[^{}\s]{0,3}\}/g, '{}'), '{}', word.value);
  return joinTexts([derive(template, value), derive(item, '')], '');
}

/** `watch command`: the words, joined, are given to a shell. */
export function watch(run: ProgramRun): void {
  if (run.parsed.command.length > 0) run.startShell(joinTexts(run.parsed.command, ' '));
}

/** Programs that take a command line or, as one word, a shell command. */
export function commandOrShell(run: ProgramRun): void {
  const [only, ...others] = run.parsed.command;
  if (only === undefined) return;
  if (others.length === 0 && only.value.includes(' ')) run.startShell(only);
  else run.start(run.parsed.command);
}

/** `timeout 5 command`, `chroot dir command` and others: operands of their own first. */
export function startRest(run: ProgramRun): void {
  run.start(run.parsed.command);
}

/** `flock file command`, `flock file -c command`. */
export function flock(run: ProgramRun): void {
  const [first, second] = run.parsed.command;
  const shell = run.value('--command') ?? (first?.value === '-c' ? second : undefined);
  if (shell !== undefined) run.startShell(shell);
  else commandOrShell(run);
}

/** `su user -c command`, `runuser`. */
export function su(run: ProgramRun): void {
  const command = run.value('--command');
  if (command !== undefined) run.startShell(command);
  else startTypedShell(run);
}

/** A shell that runs what it is fed, or what will be typed. */
function startTypedShell(run: ProgramRun): void {
  if (run.isFed) run.startShell(run.stdin);
  else run.action('interactive');
}

/** `ssh host command`: the words, joined, are run by a shell over there. */
export function ssh(run: ProgramRun): void {
  for (const option of run.values('-o')) sshOption(run, option);
  const [host] = run.operands;
  if (host === undefined) return;
  const name = hostOf(host.value);
  run.connect(derive(host, name));
  const fed = run.isFed;
  if (fed) run.send(run.stdin);
  const command = run.parsed.command;
  if (command.length > 0) {
    run.action('remote-shell');
    run.startShell(joinTexts(command, ' '), { place: 'remote', cwd: '~' });
  } else if (!run.has('-N')) {
    if (!fed) run.action('interactive');
    else {
      run.action('remote-shell');
      run.startShell(run.stdin, { place: 'remote', cwd: '~' });
    }
  }
  if (run.call.io.stdout.kind !== 'terminal')
    run.runtime.write(
      run.call.io.stdout,
      unknownOutput('ssh', [{ kind: 'net', host: display(name) }]),
      run.name,
    );
}

const SSH_COMMANDS = /^(?:proxycommand|localcommand|knownhostscommand|remotecommand)[= ]\s*(.*)$/is;

/** Options of ssh that are commands run here. */
export function sshOption(run: ProgramRun, option: Text): void {
  const command = SSH_COMMANDS.exec(option.value)?.[1];
  const { stdinTaken } = run;
  if (command !== undefined && command !== 'none')
    run.startShell(derive(option, command.replace(/^["']|["']$/g, '')));
  run.stdinTaken = stdinTaken;
}

/** `make SHELL=…`, `make --eval=…`: assignments and rules from the command line. */
export function make(run: ProgramRun): void {
  for (const operand of run.operands) {
    const equals = operand.value.indexOf('=');
    if (equals > 0 && operand.value.startsWith('SHELL'))
      run.startShell(derive(operand, operand.value.slice(equals + 1)));
  }
  for (const rule of run.values('--eval')) makeText(run, rule);
  const file = run.value('--file');
  if (file === undefined) {
    for (const name of MAKEFILES) run.runtime.runBuildFile(run.actor.resolve(name), run.derivedCall());
    return;
  }
  const content = file.value === '-' ? run.takeStdin() : run.read(file);
  if (!isPartial(content.value)) makeText(run, content);
  for (const from of content.sources)
    if (from.kind === 'net') run.runtime.effects.flow({ from, to: { kind: 'exec' } });
}

/** What make reads where no file is named. */
const MAKEFILES = ['GNUmakefile', 'makefile', 'Makefile'];

/** Recipes and `$(shell …)` of a makefile text. */
function makeText(run: ProgramRun, text: Text): void {
  for (const match of text.value.matchAll(/\$[({]shell\s+([^)}]{1,1024})[)}]/g))
    run.startShell(derive(text, match[1] as string));
  for (const match of text.value.matchAll(/\$\(file\s*([<>]{1,2})\s*([^,)]{1,512})/g))
    if (match[1] === '<') run.read(derive(text, (match[2] as string).trim()));
    else run.writeTo(derive(text, (match[2] as string).trim()));
  for (const line of text.value.split('\n')) {
    const recipe = /^\t|^[\w.%/ -]+:(?![=:])[^;\n]*;\s*/.exec(line);
    if (recipe !== null) run.startShell(derive(text, line.slice(recipe[0].length).replace(/^[@+-]+/, '')));
  }
}
