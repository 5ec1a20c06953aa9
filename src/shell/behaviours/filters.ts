import { decodeBase32, decodeBase64, decodeHex } from '../code/decode.ts';
import { own } from '../own.ts';
import type { ProgramRun } from '../program/run.ts';
import { isSecretName } from '../secret-name.ts';
import { derive, isExact, joinTexts, literal, type Text, textFrom, unknownOutput } from '../text.ts';

const SHOWS_LESS = [
  '--count',
  '--quiet',
  '--files-with-matches',
  '-o',
  '--only-matching',
  '-v',
  '--invert-match',
];

/** `env | grep TOKEN` shows the values that it finds; `-c`, `-q`, `-o` and `-v` do not. */
export function search(run: ProgramRun): void {
  const { stdin, stdout } = run.call.io;
  if (stdin.kind === 'terminal' || stdout.kind !== 'terminal') return;
  if (SHOWS_LESS.some((name) => run.has(name))) return;
  const isEnvironment = stdin
    .rest()
    .sources.some((source) => source.kind === 'env' && source.name === undefined);
  const patterns = run.values('--regexp').concat(run.operands.slice(0, 1));
  if (isEnvironment && patterns.some(({ value }) => isSecretName(value))) run.action('print-secret');
}

/** `jq filter files`: `--arg name value` and its kin take two words. */
export function jq(run: ProgramRun): void {
  const words: Text[] = [];
  const { args } = run;
  for (let i = 0; i < args.length; i++) {
    const word = args[i] as Text;
    if (word.value === '--args' || word.value === '--jsonargs') break;
    const isPair = /^--(?:arg|argjson|slurpfile|rawfile)$/.test(word.value);
    const file = args[i + 2];
    if (file !== undefined && /file$/.test(word.value) && isPair) run.read(file);
    if (isPair) i += 2;
    else if (/^(?:-L|--indent|--from-file|-[a-zA-Z]*f)$/.test(word.value)) i += 1;
    else if (!word.value.startsWith('-')) words.push(word);
  }
  for (const file of run.has('--from-file') ? words : words.slice(1)) run.read(file);
}

/** Longer text is passed on as unknown. */
const MAX_FILTERED_CHARS = 65_536;

/** The operands' contents, or standard input where there are none or `-` stands for it. */
function input(run: ProgramRun, files: readonly Text[]): Text {
  if (files.length === 0) return run.takeStdin();
  return joinTexts(
    files.map((file) => run.read(file)),
    '',
  );
}

/** Prints what `change` makes of known text, and something unknown of the same origin otherwise. */
function filter(
  run: ProgramRun,
  files: readonly Text[],
  change: (text: string) => string | undefined,
  decodes = false,
): void {
  run.stdinTaken = true;
  const text = input(run, files);
  const known = isExact(text.value) && text.value !== '' && text.value.length <= MAX_FILTERED_CHARS;
  const changed = known ? change(text.value) : undefined;
  run.runtime.budget.spend(text.value.length / 256);
  if (changed !== undefined) run.print(textFrom(changed, text.sources, text.decoded || decodes));
  else run.print(unknownOutput(run.name, text.sources, text.decoded || decodes));
}

/** `cat`, `tac`: passed on as it is, marks included. */
export function concatenate(run: ProgramRun): void {
  run.stdinTaken = true;
  run.print(input(run, run.operands));
}

export function reverse(run: ProgramRun): void {
  filter(run, run.operands, (text) =>
    text
      .split('\n')
      .map((line) => [...line].reverse().join(''))
      .join('\n'),
  );
}

export function base64(run: ProgramRun): void {
  const files = run.operands.slice(0, 1);
  if (run.has('--decode')) filter(run, files, run.name === 'base32' ? decodeBase32 : decodeBase64, true);
  else filter(run, files, (text) => (isAscii(text) ? `${btoa(text)}\n` : undefined));
}

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 127) return false;
  return true;
}

export function hexDump(run: ProgramRun): void {
  const files = run.operands.slice(0, 1);
  const [, output] = run.operands;
  if (run.has('-r')) filter(run, files, decodeHex, true);
  else filter(run, files, () => undefined);
  if (output !== undefined) run.writeTo(output);
}

/** `tr a-z n-za-m`, `tr -d x`. */
export function translate(run: ProgramRun): void {
  const [from, to] = run.operands;
  filter(run, [], (text) => {
    if (from === undefined || !isExact(from.value)) return undefined;
    const set = expandSet(from.value);
    const complement = run.has('-c');
    const contains = (char: string): boolean => set.includes(char) !== complement;
    if (run.has('-d')) return [...text].filter((char) => !contains(char)).join('');
    if (to === undefined) return text;
    if (!isExact(to.value) || complement) return undefined;
    const targets = expandSet(to.value);
    const last = targets.at(-1) ?? '';
    return [...text].map((char) => (contains(char) ? (targets[set.indexOf(char)] ?? last) : char)).join('');
  });
}

const SET_ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '0': '\0' };
const SET_CLASSES: Readonly<Record<string, string>> = {
  upper: 'A-Z',
  lower: 'a-z',
  digit: '0-9',
  alpha: 'A-Za-z',
  space: ' \t\n',
};

function expandSet(spec: string): string[] {
  const text = spec
    .replace(/\[:(\w+):\]/g, (all, name: string) => own(SET_CLASSES, name) ?? all)
    .replace(/\\([ntr0])/g, (_, char: string) => SET_ESCAPES[char] ?? char);
  const set: string[] = [];
  for (let i = 0; i < text.length && set.length < 512; i++) {
    const from = text[i] as string;
    const to = text[i + 2];
    if (text[i + 1] === '-' && to !== undefined && to >= from) {
      for (let code = from.charCodeAt(0); code <= to.charCodeAt(0) && set.length < 512; code++)
        set.push(String.fromCharCode(code));
      i += 2;
    } else set.push(from);
  }
  return set;
}

/** `head` and `tail` with a number of lines or bytes. */
export function headOrTail(run: ProgramRun): void {
  filter(run, run.operands, (text) => {
    const lines = count(run, '--lines') ?? (run.has('--bytes') ? undefined : (shortCount(run) ?? 10));
    const bytes = count(run, '--bytes');
    const head = run.name === 'head';
    if (bytes !== undefined) return head ? text.slice(0, bytes) : text.slice(-bytes);
    if (lines === undefined) return undefined;
    const all = text.endsWith('\n') ? text.slice(0, -1).split('\n') : text.split('\n');
    return `${(head ? all.slice(0, lines) : all.slice(-lines)).join('\n')}\n`;
  });
}

function count(run: ProgramRun, option: string): number | undefined {
  const text = run.value(option)?.value;
  if (text === undefined || !/^\d{1,9}$/.test(text)) return undefined;
  return Number(text);
}

function shortCount(run: ProgramRun): number | undefined {
  const digits = run.parsed.options
    .filter(({ option }) => /^-\d$/.test(option.name))
    .map(({ option }) => option.name.slice(1));
  return digits.length === 0 ? undefined : Number(digits.join(''));
}

/** `cut -d: -f2`, `cut -c1-3`. */
export function cut(run: ProgramRun): void {
  const chars = run.value('--characters') ?? run.value('--bytes');
  const fields = run.value('--fields');
  const delimiter = run.value('--delimiter')?.value ?? '\t';
  filter(run, run.operands, (text) => {
    const ranges = parseRanges((chars ?? fields)?.value ?? '');
    if (ranges === undefined) return undefined;
    return text
      .split('\n')
      .map((line) => {
        if (chars !== undefined) return pickRanges([...line], ranges).join('');
        return line.includes(delimiter) ? pickRanges(line.split(delimiter), ranges).join(delimiter) : line;
      })
      .join('\n');
  });
}

function parseRanges(spec: string): readonly (readonly [number, number])[] | undefined {
  const ranges: (readonly [number, number])[] = [];
  for (const part of spec.split(',')) {
    const match = /^(\d{0,6})(-?)(\d{0,6})$/.exec(part);
    if (match === null || part === '') return undefined;
    const from = match[1] === '' ? 1 : Number(match[1]);
    const to = match[2] === '' ? from : match[3] === '' ? Number.MAX_SAFE_INTEGER : Number(match[3]);
    ranges.push([from, to]);
  }
  return ranges;
}

function pickRanges(items: readonly string[], ranges: readonly (readonly [number, number])[]): string[] {
  return items.filter((_, i) => ranges.some(([from, to]) => i + 1 >= from && i + 1 <= to));
}

/** `tee`: input goes on and into the files. */
export function tee(run: ProgramRun): void {
  run.stdinTaken = true;
  const text = run.takeStdin();
  for (const file of run.operands)
    run.writeContent(
      file,
      text.value === '' ? unknownOutput('stdin', text.sources, text.decoded) : text,
      run.has('--append'),
    );
  run.print(text);
}

/** `sponge`, `ts` and others that pass their input on. */
export function passOn(run: ProgramRun): void {
  run.stdinTaken = true;
  run.print(input(run, run.operands));
}

/** `openssl enc`, `openssl base64`: encoding or decoding of a file or standard input. */
export function openssl(run: ProgramRun): void {
  const file = run.value('-in');
  const decodes = run.has('-d');
  const isBase64 = run.parsed.subcommand[0] === 'base64' || run.has('-base64') || run.has('-a');
  filter(
    run,
    file === undefined ? [] : [file],
    (text) => (decodes && isBase64 ? decodeBase64(text) : undefined),
    decodes,
  );
}

/** The names a listing of fixed text prints: `seq 3`, `basename a/b`. */
export function sequence(run: ProgramRun): void {
  run.stdinTaken = true;
  const numbers = run.operands.map(({ value }) => Number(value));
  const first = numbers.length > 1 ? (numbers[0] as number) : 1;
  const step = numbers.length > 2 ? (numbers[1] as number) : 1;
  const last = numbers.at(-1) ?? 0;
  if (![first, step, last].every(Number.isFinite) || step === 0) {
    run.print(unknownOutput('seq'));
    return;
  }
  const lines: string[] = [];
  for (let n = first; (step > 0 ? n <= last : n >= last) && lines.length < 256; n += step)
    lines.push(String(n));
  run.print(literal(`${lines.join('\n')}\n`));
}

/** Hands known text on under a change of each operand. */
export function mapOperands(run: ProgramRun, change: (text: string, run: ProgramRun) => string): void {
  run.stdinTaken = true;
  run.print(
    joinTexts(
      run.operands.map((operand) => derive(operand, `${change(operand.value, run)}\n`)),
      '',
    ),
  );
}
