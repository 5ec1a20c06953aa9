import type { ProgramRun } from '../program/run.ts';
import { ANY_NAME, activateGlobs, derive, joinTexts, literal, substitute, type Text } from '../text.ts';

/** Roots and name tests looked at. */
const MAX_TARGETS = 32;

interface Search {
  readonly roots: readonly Text[];
  /** Patterns of names that are tested for. */
  readonly names: readonly string[];
  /** Patterns of whole paths that are tested for. */
  readonly paths: readonly string[];
  /** Only what holds nothing is found. */
  readonly empty: boolean;
  /** Something else narrows the search, e.g. age or size. */
  readonly narrowed: boolean;
}

/** `find roots tests actions`: what is deleted, and the commands run on what is found. */
export function find(run: ProgramRun): void {
  const { args } = run;
  let at = 0;
  while (at < args.length && /^-(?:[HLPEXdsx]+|O\d|D)$/.test((args[at] as Text).value))
    at += (args[at] as Text).value === '-D' ? 2 : 1;
  const start = at;
  while (at < args.length && !/^[-(!]|^\)$|^,$/.test((args[at] as Text).value)) at += 1;
  const roots = at > start ? args.slice(start, at) : [literal('.')];
  const expression = args.slice(at);
  const search = readTests(roots, expression);
  for (const root of roots) run.actor.file('list', root, { recursive: true });
  runActions(run, search, expression);
}

const TESTS_WITH_VALUE =
  /^-(?:amin|anewer|atime|cmin|cnewer|context|ctime|fstype|gid|group|ilname|inum|links|lname|mmin|mtime|newer\w*|perm|samefile|size|type|uid|used|user|xtype|maxdepth|mindepth|regextype|printf|fprint0?|fprintf|fls|files0-from|flags|depth-n)$/;
const NARROWING =
  /^-(?:amin|anewer|atime|cmin|cnewer|ctime|empty|fstype|gid|group|inum|links|mmin|mtime|newer\w*|perm|samefile|size|uid|used|user|regex|iregex|nouser|nogroup|executable|readable|writable)$/;

function readTests(roots: readonly Text[], expression: readonly Text[]): Search {
  const names: string[] = [];
  const paths: string[] = [];
  let narrowed = false;
  let negated = false;
  for (let i = 0; i < expression.length; i++) {
    const { value } = expression[i] as Text;
    const next = expression[i + 1]?.value ?? '';
    if (value === '!' || value === '-not') {
      negated = true;
      continue;
    }
    if (/^-(?:exec|execdir|ok|okdir)$/.test(value)) i = endOfExec(expression, i + 1);
    else if (value === '-name' || value === '-iname') {
      if (!negated) names.push(activateGlobs(next));
      i += 1;
    } else if (/^-i?(?:path|wholename)$/.test(value)) {
      if (!negated) paths.push(activateGlobs(next));
      i += 1;
    } else {
      if (NARROWING.test(value)) narrowed = true;
      if (TESTS_WITH_VALUE.test(value) || /^-i?regex$/.test(value)) i += value === '-fprintf' ? 2 : 1;
    }
    negated = false;
  }
  return {
    roots: roots.slice(0, MAX_TARGETS),
    names: names.slice(0, MAX_TARGETS),
    paths: paths.slice(0, MAX_TARGETS),
    empty:
      expression.some(({ value }) => value === '-empty') &&
      !expression.some(({ value }) => /^(?:-o|-or|,|!|-not|\()$/.test(value)),
    narrowed,
  };
}

function endOfExec(expression: readonly Text[], from: number): number {
  for (let i = from; i < expression.length; i++) {
    const { value } = expression[i] as Text;
    if (value === ';' || (value === '+' && expression[i - 1]?.value.includes('{}') === true)) return i;
  }
  return expression.length;
}

/** What is found, as paths with patterns in them. */
function targets(search: Search): Text[] {
  const found: Text[] = [];
  for (const root of search.roots) {
    const base = root.value.endsWith('/') && root.value.length > 1 ? root.value.slice(0, -1) : root.value;
    const prefix = base === '/' ? '' : base;
    for (const name of search.names) found.push(derive(root, `${prefix}/${ANY_NAME}${ANY_NAME}/${name}`));
    for (const path of search.paths)
      found.push(
        path.startsWith('/') || path.startsWith(base)
          ? derive(root, path)
          : derive(root, `${prefix}/${path.startsWith(ANY_NAME) ? ANY_NAME : ''}${path}`),
      );
    if (search.names.length === 0 && search.paths.length === 0)
      found.push(search.narrowed ? derive(root, `${prefix}/${ANY_NAME}${ANY_NAME}`) : root);
  }
  return found.slice(0, MAX_TARGETS);
}

function runActions(run: ProgramRun, search: Search, expression: readonly Text[]): void {
  const whole = search.names.length === 0 && search.paths.length === 0 && !search.narrowed;
  const found = targets(search);
  let prints = true;
  for (let i = 0; i < expression.length; i++) {
    const { value } = expression[i] as Text;
    switch (value) {
      case '-delete':
        if (!search.empty) for (const target of found) run.remove(target, { recursive: whole });
        prints = false;
        break;
      case '-exec':
      case '-execdir':
      case '-ok':
      case '-okdir': {
        const end = endOfExec(expression, i + 1);
        runEach(run, expression.slice(i + 1, end), found, whole);
        i = end;
        prints = false;
        break;
      }
      case '-fprint':
      case '-fprint0':
      case '-fls':
      case '-fprintf': {
        const file = expression[i + 1];
        if (file !== undefined) run.writeTo(file);
        i += value === '-fprintf' ? 2 : 1;
        break;
      }
      case '-files0-from': {
        const file = expression[i + 1];
        if (file !== undefined) run.read(file);
        i += 1;
        break;
      }
    }
  }
  if (prints)
    run.print(
      joinTexts(
        found.map((target) => derive(target, `${whole ? below(target.value) : target.value}\n`)),
        '',
      ),
    );
  else run.printsNothing();
}

function below(root: string): string {
  return root === '/' ? `/${ANY_NAME}` : `${root}/${ANY_NAME}`;
}

/** The command with every target in place of `{}`; for a search without tests, everything below the root counts. */
function runEach(run: ProgramRun, command: readonly Text[], found: readonly Text[], whole: boolean): void {
  const targetsOfCommand = found.map((target) => (whole ? derive(target, target.value) : target));
  const usesAll = command.at(-1)?.value === '{}';
  if (usesAll) {
    run.start([
      ...command.slice(0, -1).map((word) => replace(word, targetsOfCommand[0])),
      ...targetsOfCommand,
    ]);
    return;
  }
  for (const target of targetsOfCommand) run.start(command.map((word) => replace(word, target)));
}

function replace(word: Text, target: Text | undefined): Text {
  if (target === undefined || !word.value.includes('{}')) return word;
  return joinTexts([derive(target, substitute(word.value, '{}', target.value)), derive(word, '')], '');
}

/** The names that a plain regular expression of `fd` finds, as a pattern below a directory; empty where it is not plain. */
function nameGlob(expression: string): string {
  const plain = /^(\^?)([\w.-]+)(\$?)$/.exec(expression);
  if (plain === null) return '';
  const [, start, name, end] = plain as unknown as readonly [string, string, string, string];
  return `/${start === '' ? ANY_NAME : ''}${name}${end === '' ? ANY_NAME : ''}`;
}

/** `fd pattern roots -x command`: the command runs on what is found below the roots. */
export function fd(run: ProgramRun): void {
  const at = run.args.findIndex(({ value }) => /^(?:-x|-X|--exec|--exec-batch)$/.test(value));
  if (at < 0) {
    for (const root of run.operands.slice(1)) run.actor.file('list', root, { recursive: true });
    return;
  }
  const [pattern, ...roots] = run.operands.filter((operand) => run.args.indexOf(operand) < at);
  const command = run.args.slice(at + 1).filter(({ value }) => value !== ';');
  const found = (roots.length > 0 ? roots : [literal('.')]).map((root) =>
    derive(root, `${root.value}/${ANY_NAME}${ANY_NAME}${nameGlob(pattern?.value ?? '')}`),
  );
  const hasMarker = command.some(({ value }) => value.includes('{}'));
  runEach(run, hasMarker ? command : [...command, literal('{}')], found.slice(0, MAX_TARGETS), false);
}
