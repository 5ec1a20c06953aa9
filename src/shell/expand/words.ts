import { assertNever } from '../assert.ts';
import { MAX_FAN_OUT } from '../limits.ts';
import type { Call, Runtime } from '../runtime.ts';
import type { Word, WordPart } from '../syntax/ast.ts';
import { parseWord, resolveParts } from '../syntax/parse.ts';
import { ANY_NAME, EMPTY_TEXT, globMark, literal, type Text, textFrom, unknownVariable } from '../text.ts';
import { evaluateArithmetic } from './arithmetic.ts';
import { braceAlternatives } from './braces.ts';
import { Fields } from './fields.ts';
import { expandParameter, type ParameterValue } from './parameters.ts';
import { expandTilde, lookUp } from './variables.ts';

/** Adds the fields a word expands to, quotes removed. */
export function expandInto(word: Word, done: Text[], runtime: Runtime, call: Call): void {
  runtime.budget.spend(1);
  if (isPlain(word.text)) {
    done.push(literal(word.text));
    return;
  }
  const { parts, cut } = resolveParts(word);
  if (cut) {
    done.push(tooNested(runtime));
    return;
  }
  if (parts === undefined) {
    done.push(withTilde(word.text, word.value, runtime, call));
    return;
  }
  if (!parts.some((part) => part.type === 'BraceExpansion')) {
    expandSequence(parts, done, runtime, call);
    return;
  }
  for (const sequence of expandBraces(parts, runtime, 0)) expandSequence(sequence, done, runtime, call);
}

/** A word as one text: no splitting, no braces, as in assignments and redirections. */
export function expandWord(word: Word, runtime: Runtime, call: Call): Text {
  runtime.budget.spend(1);
  if (isPlain(word.text)) return literal(word.text);
  const { parts, cut } = resolveParts(word);
  if (cut) return tooNested(runtime);
  if (parts === undefined) return withTilde(word.text, word.value, runtime, call);
  const done: Text[] = [];
  const fields = new Fields(done);
  addParts(parts, fields, true, true, runtime, call);
  fields.close();
  return done.length < 2 ? (done[0] ?? EMPTY_TEXT) : joinFields(done);
}

/** Pieces as one text, as between double quotes. */
export function expandParts(parts: readonly WordPart[], runtime: Runtime, call: Call): Text {
  const done: Text[] = [];
  const fields = new Fields(done);
  addParts(parts, fields, true, false, runtime, call);
  fields.close();
  return done.length < 2 ? (done[0] ?? EMPTY_TEXT) : joinFields(done);
}

function tooNested(runtime: Runtime): Text {
  runtime.effects.opaque('depth', 'nested expansions');
  return unknownVariable('nested');
}

function joinFields(texts: readonly Text[]): Text {
  const fields = new Fields([]);
  texts.forEach((text, i) => {
    if (i > 0) fields.add(' ');
    fields.addText(text);
  });
  fields.close();
  return fields.done[0] ?? EMPTY_TEXT;
}

/** Only characters that mean themselves to the shell. */
function isPlain(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    // a-z, 0-9 with : and the characters - . /, A-Z, and _ = , + % @
    if (code >= 97 && code <= 122) continue;
    if (code >= 45 && code <= 58) continue;
    if (code >= 65 && code <= 90) continue;
    if (code === 95 || code === 61 || code === 44 || code === 43 || code === 37 || code === 64) continue;
    return false;
  }
  return true;
}

/** A word without parts: only backslashes are gone, and a tilde may stand at its start. */
function withTilde(source: string, value: string, runtime: Runtime, call: Call): Text {
  if (source.charCodeAt(0) !== 126) return tildesInAssignment(value, runtime, call);
  const slash = value.indexOf('/');
  const prefix = slash < 0 ? value : value.slice(0, slash);
  const home = expandTilde(prefix, runtime, call);
  if (home === undefined) return literal(value);
  return slash < 0 ? home : textFrom(home.value + value.slice(slash), home.sources, home.decoded);
}

/** `NAME=~/x` and `--option=~/x`: programs and `export` see the home directory there too. */
function tildesInAssignment(value: string, runtime: Runtime, call: Call): Text {
  const at = value.indexOf('=~');
  if (at < 0) return literal(value);
  const home = withTilde(value.slice(at + 1), value.slice(at + 1), runtime, call);
  return textFrom(value.slice(0, at + 1) + home.value, home.sources, home.decoded);
}

function expandSequence(parts: readonly WordPart[], done: Text[], runtime: Runtime, call: Call): void {
  const fields = new Fields(done);
  addParts(parts, fields, false, true, runtime, call);
  fields.close();
}

/** The sequences of parts that remain when every brace expansion is replaced by one of its alternatives. */
function expandBraces(
  parts: readonly WordPart[],
  runtime: Runtime,
  depth: number,
): readonly (readonly WordPart[])[] {
  let sequences: (readonly WordPart[])[] = [[]];
  for (const part of parts) {
    const variants =
      part.type === 'BraceExpansion' && depth < 8 ? expandBrace(part.text, runtime, depth) : undefined;
    if (variants === undefined) {
      sequences = sequences.map((sequence) => [...sequence, part]);
      continue;
    }
    runtime.budget.spend(sequences.length * variants.length);
    sequences = sequences
      .flatMap((sequence) => variants.map((variant) => [...sequence, ...variant]))
      .slice(0, MAX_FAN_OUT);
  }
  return sequences;
}

function expandBrace(text: string, runtime: Runtime, depth: number): (readonly WordPart[])[] | undefined {
  const alternatives = braceAlternatives(text);
  return alternatives?.flatMap((alternative): readonly (readonly WordPart[])[] => {
    if (isPlain(alternative)) return [[{ type: 'Literal', value: alternative, text: alternative }]];
    runtime.budget.spendChars(alternative.length);
    const word = parseWord(alternative);
    if (word === undefined) return [[{ type: 'Literal', value: alternative, text: alternative }]];
    const parts = word.parts ?? [{ type: 'Literal', value: word.value, text: word.text }];
    return expandBraces(parts, runtime, depth + 1);
  });
}

/**
 * Adds the pieces of a word. `single`: the word is one text, nothing is split. `tilde`: a tilde at the start counts.
 */
function addParts(
  parts: readonly WordPart[],
  fields: Fields,
  single: boolean,
  tilde: boolean,
  runtime: Runtime,
  call: Call,
): void {
  let first = tilde;
  for (const part of parts) {
    runtime.budget.spend(1);
    switch (part.type) {
      case 'Literal': {
        const complete = part.text.includes('/') || parts.length === 1;
        if (first && complete) fields.addText(withTilde(part.text, part.value, runtime, call));
        else if (part.value.endsWith('=~') || part.value.includes('=~/'))
          fields.addText(tildesInAssignment(part.value, runtime, call));
        else fields.add(part.value);
        break;
      }
      case 'SingleQuoted':
      case 'AnsiCQuoted':
        fields.add(part.value);
        break;
      case 'DoubleQuoted':
      case 'LocaleString':
        fields.add('');
        addQuoted(part.parts, fields, single, runtime, call);
        break;
      case 'Glob':
        fields.add(activeGlob(part.kind, part.text));
        break;
      case 'ExtendedGlob':
        fields.add(ANY_NAME);
        break;
      case 'BraceExpansion':
        fields.add(part.text);
        break;
      case 'SimpleExpansion':
      case 'ParameterExpansion':
        addValue(expandParameter(part, runtime, call), fields, single, runtime, call);
        break;
      case 'CommandExpansion':
        if (part.script !== undefined)
          addValue({ kind: 'one', text: runtime.capture(part.script, call) }, fields, single, runtime, call);
        break;
      case 'ArithmeticExpansion':
        runtime.budget.spendChars(part.text.length);
        fields.addText(arithmeticText(part.expression, runtime, call));
        break;
      case 'ProcessSubstitution':
        if (part.script !== undefined)
          fields.add(runtime.substituteProcess(part.script, part.operator, call));
        break;
      default:
        assertNever(part);
    }
    first = false;
  }
}

function addQuoted(
  parts: readonly WordPart[],
  fields: Fields,
  single: boolean,
  runtime: Runtime,
  call: Call,
): void {
  for (const part of parts) {
    runtime.budget.spend(1);
    switch (part.type) {
      case 'SimpleExpansion':
      case 'ParameterExpansion': {
        const value = expandParameter(part, runtime, call);
        if (value.kind === 'one') fields.addText(value.text);
        else if (single || value.joined) fields.addText(value.text);
        else addElements(value.texts, fields);
        break;
      }
      case 'CommandExpansion':
        if (part.script !== undefined) fields.addText(runtime.capture(part.script, call));
        break;
      case 'ArithmeticExpansion':
        runtime.budget.spendChars(part.text.length);
        fields.addText(arithmeticText(part.expression, runtime, call));
        break;
      case 'Literal':
        fields.add(part.value);
        break;
      default:
        fields.add(part.text);
    }
  }
}

function addValue(
  value: ParameterValue,
  fields: Fields,
  single: boolean,
  runtime: Runtime,
  call: Call,
): void {
  if (single) {
    fields.addText(value.text);
    return;
  }
  const separators = lookUp('IFS', runtime, call)?.value ?? ' \t\n';
  if (value.kind === 'one') {
    fields.addUnquoted(value.text, separators);
    return;
  }
  value.texts.forEach((text, i) => {
    if (i > 0) fields.close();
    fields.addUnquoted(text, separators);
  });
}

function addElements(texts: readonly Text[], fields: Fields): void {
  texts.forEach((text, i) => {
    if (i > 0) fields.next();
    fields.addText(text);
  });
}

function activeGlob(kind: 'star' | 'question' | 'bracket', text: string): string {
  switch (kind) {
    case 'star':
      return globMark('*');
    case 'question':
      return globMark('?');
    case 'bracket':
      return globMark('[') + text.slice(1);
  }
}

function arithmeticText(
  expression: Parameters<typeof evaluateArithmetic>[0],
  runtime: Runtime,
  call: Call,
): Text {
  const value = evaluateArithmetic(expression, runtime, call);
  return value === undefined ? unknownVariable('number') : literal(String(value));
}
