import { assertNever } from '../assert.ts';
import type { Call, Runtime } from '../runtime.ts';
import { scalar } from '../state.ts';
import type { ParameterExpansion, ParameterOperation, Word } from '../syntax/ast.ts';
import { parseWord } from '../syntax/parse.ts';
import {
  derive,
  display,
  EMPTY_TEXT,
  isExact,
  isPartial,
  joinTexts,
  literal,
  type Text,
  unknownVariable,
} from '../text.ts';
import { toNumber } from './arithmetic.ts';
import { removePattern, replacePattern } from './patterns.ts';
import { findVariable, lookUp, positionalTexts } from './variables.ts';

/** What a parameter expands to: one text, or the elements of `$@` or an array (`joined` for the `*` forms). */
export type ParameterValue =
  | { readonly kind: 'one'; readonly text: Text }
  | { readonly kind: 'many'; readonly texts: readonly Text[]; readonly text: Text; readonly joined: boolean };

type Part = ParameterExpansion | { readonly type: 'SimpleExpansion'; readonly text: string };

export function expandParameter(part: Part, runtime: Runtime, call: Call): ParameterValue {
  if (part.type === 'SimpleExpansion') return simple(part.text.slice(1), runtime, call);
  const { operation } = part;
  if (operation !== undefined) runtime.budget.spendChars(part.text.length * 2);
  if (part.prefix === '#') return one(lengthOf(part, runtime, call));
  if (part.prefix === '!') return indirect(part, runtime, call);
  const elements = elementsOf(part.parameter, part.index, runtime, call);
  if (elements !== undefined) {
    const joined = part.parameter === '*' || part.index?.text === '*';
    return many(
      operation === undefined
        ? elements
        : applyToAll(operation, elements, part.index === undefined, runtime, call),
      joined,
    );
  }
  const value =
    part.index === undefined ? lookUp(part.parameter, runtime, call) : element(part, runtime, call);
  if (operation === undefined) return one(value ?? EMPTY_TEXT);
  return one(applyOperation(operation, value, part.parameter, runtime, call));
}

function one(text: Text): ParameterValue {
  return { kind: 'one', text };
}

function many(texts: readonly Text[], joined: boolean): ParameterValue {
  return { kind: 'many', texts, text: joinTexts(texts, ' '), joined };
}

function simple(name: string, runtime: Runtime, call: Call): ParameterValue {
  if (name === '@' || name === '*') {
    const texts = positionalTexts(call);
    return texts === undefined ? one(unknownVariable('arguments')) : many(texts, name === '*');
  }
  return one(lookUp(name, runtime, call) ?? EMPTY_TEXT);
}

/** The elements when the expansion names all of them: `$@`, `${a[@]}`, `${a[*]}`. */
function elementsOf(
  parameter: string,
  index: Word | undefined,
  runtime: Runtime,
  call: Call,
): readonly Text[] | undefined {
  if (parameter === '@' || parameter === '*') return positionalTexts(call) ?? [unknownVariable('arguments')];
  if (index?.text !== '@' && index?.text !== '*') return undefined;
  const variable = findVariable(parameter, call);
  if (variable?.elements !== undefined) return [...variable.elements.values()];
  const value = lookUp(parameter, runtime, call);
  return value === undefined ? [] : [value];
}

function element(part: ParameterExpansion, runtime: Runtime, call: Call): Text | undefined {
  const variable = findVariable(part.parameter, call);
  const key = part.index === undefined ? '0' : elementKey(part.index, runtime, call);
  if (variable?.elements === undefined)
    return key === '0' ? lookUp(part.parameter, runtime, call) : undefined;
  if (key === undefined) return unknownVariable(part.parameter, allSources(variable.elements.values()));
  return variable.elements.get(key);
}

function allSources(texts: Iterable<Text>): Text['sources'] {
  return joinTexts([...texts], ' ').sources;
}

/** The key of an array element; numbers are normalised, negative ones not followed. */
export function elementKey(index: Word, runtime: Runtime, call: Call): string | undefined {
  const text = runtime.expandWord(index, call);
  if (!isExact(text.value)) return undefined;
  const number = toNumber(text.value);
  if (number !== undefined) return String(number);
  const variable = /^[A-Za-z_]\w*$/.test(text.value) ? call.state.get(text.value) : undefined;
  const value = variable?.values[0];
  const indirectNumber = value === undefined ? undefined : toNumber(value.value);
  return indirectNumber === undefined ? text.value : String(indirectNumber);
}

function lengthOf(part: ParameterExpansion, runtime: Runtime, call: Call): Text {
  if (part.parameter === '' || part.parameter === '#') return lookUp('#', runtime, call) ?? literal('0');
  const elements = elementsOf(part.parameter, part.index, runtime, call);
  if (elements !== undefined) return literal(String(elements.length));
  const value =
    (part.index === undefined ? lookUp(part.parameter, runtime, call) : element(part, runtime, call)) ??
    EMPTY_TEXT;
  return isPartial(value.value) ? unknownVariable('length') : literal(String(value.value.length));
}

function indirect(part: ParameterExpansion, runtime: Runtime, call: Call): ParameterValue {
  if (part.operation?.type === 'Names') return many(call.state.names(part.parameter).map(literal), false);
  if (part.index !== undefined) {
    const keys = findVariable(part.parameter, call)?.elements?.keys();
    return many([...(keys ?? [])].map(literal), false);
  }
  const name = lookUp(part.parameter, runtime, call);
  const target = findVariable(part.parameter, call)?.reference;
  if (target !== undefined) return one(literal(target));
  if (name === undefined || !isExact(name.value)) return one(unknownVariable(part.parameter, name?.sources));
  const value = lookUp(name.value, runtime, call);
  if (part.operation === undefined) return one(value ?? EMPTY_TEXT);
  return one(applyOperation(part.operation, value, name.value, runtime, call));
}

function applyToAll(
  operation: ParameterOperation,
  elements: readonly Text[],
  isPositional: boolean,
  runtime: Runtime,
  call: Call,
): readonly Text[] {
  if (operation.type === 'Slice') {
    const offset = toNumber(runtime.expandWord(operation.offset, call).value);
    const length =
      operation.length === undefined ? undefined : toNumber(runtime.expandWord(operation.length, call).value);
    if (offset === undefined) return elements;
    // The first of the positional parameters is number one.
    const start = offset < 0 ? elements.length + offset : isPositional ? offset - 1 : offset;
    return elements.slice(Math.max(0, start), length === undefined ? undefined : Math.max(0, start + length));
  }
  if (operation.type === 'Default' && elements.length === 0)
    return [applyOperation(operation, undefined, '@', runtime, call)];
  return elements.map((text) => applyOperation(operation, text, '@', runtime, call));
}

/** `value` undefined: the variable is unset. */
function applyOperation(
  operation: ParameterOperation,
  value: Text | undefined,
  name: string,
  runtime: Runtime,
  call: Call,
): Text {
  if (operation.type === 'Default')
    return applyDefault(operation.operator, operation.operand, value, name, runtime, call);
  const text = value ?? EMPTY_TEXT;
  if (isPartial(text.value) && operation.type !== 'Unknown') return unknownVariable(name, text.sources);
  switch (operation.type) {
    case 'Remove': {
      const pattern = runtime.expandWord(operation.operand, call);
      runtime.budget.spend(1 + text.value.length / 16);
      const removed = removePattern(text.value, display(pattern.value), operation.operator);
      return removed === undefined ? unknownVariable(name, text.sources) : derive(text, removed);
    }
    case 'Replace': {
      const pattern = runtime.expandWord(operation.pattern, call);
      const replacement = runtime.expandWord(operation.replacement, call);
      runtime.budget.spend(1 + text.value.length / 16);
      const replaced = replacePattern(
        text.value,
        display(pattern.value),
        replacement.value,
        operation.operator,
      );
      return replaced === undefined
        ? unknownVariable(name, text.sources)
        : derive(joinTexts([text, derive(replacement, '')], ''), replaced);
    }
    case 'Slice': {
      const offset = toNumber(runtime.expandWord(operation.offset, call).value);
      const length =
        operation.length === undefined
          ? Number.MAX_SAFE_INTEGER
          : toNumber(runtime.expandWord(operation.length, call).value);
      return offset === undefined || length === undefined
        ? unknownVariable(name, text.sources)
        : derive(text, slice(text.value, offset, length));
    }
    case 'CaseModification':
      return derive(text, changeCase(text.value, operation.operator));
    case 'Transform':
      return transform(text, operation.operand.text, runtime, call);
    case 'Names':
    case 'Unknown':
      return text;
    default:
      return assertNever(operation);
  }
}

function applyDefault(
  operator: string,
  operand: Word,
  value: Text | undefined,
  name: string,
  runtime: Runtime,
  call: Call,
): Text {
  const isSet = value !== undefined && !(operator.startsWith(':') && value.value === '');
  // A variable of an unknown environment: most likely not set there, which is what a default is for.
  const isGuess = value !== undefined && isPartial(value.value) && call.state.get(name) === undefined;
  switch (operator.at(-1)) {
    case '+':
      return isSet ? runtime.expandWord(operand, call) : EMPTY_TEXT;
    case '?':
      return value ?? EMPTY_TEXT;
    case '=': {
      if (isSet && !isGuess) return value;
      const text = runtime.expandWord(operand, call);
      call.state.set(name, scalar(text));
      return text;
    }
    default:
      return isSet && !isGuess ? value : runtime.expandWord(operand, call);
  }
}

function slice(value: string, offset: number, length: number): string {
  const start = offset < 0 ? Math.max(0, value.length + offset) : offset;
  const end = length < 0 ? value.length + length : Math.min(value.length, start + length);
  return value.slice(start, Math.max(start, end));
}

function changeCase(value: string, operator: '^' | '^^' | ',' | ',,'): string {
  switch (operator) {
    case '^^':
      return value.toUpperCase();
    case ',,':
      return value.toLowerCase();
    case '^':
      return value.slice(0, 1).toUpperCase() + value.slice(1);
    case ',':
      return value.slice(0, 1).toLowerCase() + value.slice(1);
  }
}

function transform(text: Text, operator: string, runtime: Runtime, call: Call): Text {
  switch (operator) {
    case 'U':
      return derive(text, text.value.toUpperCase());
    case 'L':
      return derive(text, text.value.toLowerCase());
    case 'u':
      return derive(text, changeCase(text.value, '^'));
    case 'E':
      return reinterpret(`$'${text.value.replaceAll("'", "\\'")}'`, text, runtime, call);
    case 'P':
      return reinterpret(`"${text.value.replaceAll('"', '\\"')}"`, text, runtime, call);
    default:
      return text;
  }
}

function reinterpret(source: string, text: Text, runtime: Runtime, call: Call): Text {
  runtime.budget.spendChars(source.length);
  const word = parseWord(source);
  return word === undefined ? text : runtime.expandWord(word, call);
}
