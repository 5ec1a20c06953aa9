import { type AnyNode, childrenOf } from '../../src/falco/condition/ast.ts';
import type { ByteString } from '../../src/falco/condition/byte-string.ts';
import { type ParseResult, parseCondition } from '../../src/falco/condition/parser.ts';
import { printCanonical } from '../../src/falco/condition/printer.ts';
import { comparable } from './kinds.ts';
import { type Json, type Outcome, outcomeOf } from './outcome.ts';
import { bytesOf, textOf, type VectorText } from './vector-values.ts';

type Position = readonly [index: number, line: number, column: number];

export interface ParseVector {
  readonly id: string;
  readonly condition: VectorText;
  readonly accept: boolean;
  readonly max_depth?: number;
  readonly ast?: Json;
  readonly canonical?: VectorText;
  readonly ws_variants?: boolean;
  readonly end?: Position;
  readonly nodes?: readonly Json[];
  readonly error?: string;
  readonly error_at?: Position;
}

/** `filter-parse.json`: texts that are or are not conditions. */
export function runParseVector(vector: ParseVector): Outcome {
  const bytes = bytesOf(vector.condition);
  const result = parse(bytes, vector);
  if (!vector.accept)
    return outcomeOf(vector.id, rejection(bytes, result, vector), rejectionExpected(vector));
  if (!result.ok) return outcomeOf(vector.id, rejection(bytes, result, vector), { accepted: true });
  const { condition } = result;
  const actual = {
    ast: astOf(condition),
    canonical: textOf(printCanonical(condition)),
    ...(vector.end === undefined ? {} : { end: positionOf(bytes, bytes.length) }),
    ...(vector.nodes === undefined ? {} : { nodes: positionsOf(bytes, condition, condition.range.start) }),
    ...(vector.ws_variants ? { variants: variantsOf(bytes).map((text) => parse(text, vector).ok) } : {}),
  } as Json;
  const expected = {
    ast: vector.ast,
    canonical: vector.canonical,
    ...(vector.end === undefined ? {} : { end: vector.end }),
    ...(vector.nodes === undefined ? {} : { nodes: vector.nodes }),
    ...(vector.ws_variants ? { variants: [true, true, true] } : {}),
  } as Json;
  return outcomeOf(vector.id, actual, expected);
}

function parse(bytes: ByteString, { max_depth }: ParseVector): ParseResult {
  return parseCondition(bytes, max_depth === undefined ? {} : { maxDepth: max_depth });
}

function rejection(bytes: ByteString, result: ParseResult, { error }: ParseVector): Json {
  if (result.ok) return { accepted: true };
  const { kind, offset } = result.problem;
  return { error: comparable(kind, error, 'syntax') ?? null, error_at: positionOf(bytes, offset) };
}

function rejectionExpected({ error, error_at }: ParseVector): Json {
  return { error: error as string, error_at: error_at as Position };
}

/** A blank at both ends, and with every blank turned into a line break or a tab. */
function variantsOf(bytes: ByteString): readonly ByteString[] {
  const padded = ` ${bytes} `;
  return [padded, padded.replaceAll(' ', '\n'), padded.replaceAll(' ', '\t')];
}

function positionOf(bytes: ByteString, index: number): Position {
  let line = 1;
  let column = 1;
  for (const char of bytes.slice(0, index)) {
    if (char === '\n' || char === '\r') {
      line++;
      column = 1;
    } else column++;
  }
  return [index, line, column];
}

/** The tree in the notation of the vectors. */
function astOf(node: AnyNode): Json {
  const children = () => childrenOf(node).map(astOf);
  switch (node.kind) {
    case 'and':
    case 'or':
    case 'not':
    case 'exists':
      return [node.kind, ...children()];
    case 'macro':
      return ['macro', node.name];
    case 'expansion':
      return astOf(node.condition);
    case 'comparison':
      return [
        node.modifier === undefined ? node.operator : `${node.operator} ${node.modifier}`,
        ...children(),
      ];
    case 'field':
      return ['field', node.name, ...argumentOf(node.argument)];
    case 'call':
      return ['fn', node.name, children(), ...argumentOf(node.argument)];
    case 'argument-list':
      return ['tlist', ...children()];
    case 'val':
      return ['fn', 'val', children()];
    case 'literal':
      return ['val', textOf(node.value)];
    case 'list':
      return ['list', node.items.map((item) => textOf(item.value))];
  }
}

function argumentOf(argument: ByteString | undefined): readonly Json[] {
  return argument === undefined ? [] : [textOf(argument)];
}

const NODE_NAMES: Partial<Record<AnyNode['kind'], string>> = {
  exists: 'unary',
  comparison: 'binary',
  call: 'fn',
  'argument-list': 'tlist',
  literal: 'val',
  val: 'fn',
};

/**
 * Every node with its position, in pre-order. Falco's positions of arguments include the blanks after a comma,
 * and the items of an argument list have the list's position; ours point at the nodes themselves.
 */
function positionsOf(bytes: ByteString, node: AnyNode, start: number): readonly Json[] {
  const own = [NODE_NAMES[node.kind] ?? node.kind, ...positionOf(bytes, start)];
  if (node.kind === 'list') return [own];
  const nested = childrenOf(node).flatMap((child, index) => {
    if (node.kind === 'argument-list') return positionsOf(bytes, child, start);
    const before = node.kind === 'call' && index > 0 ? blanksBefore(bytes, child.range.start) : 0;
    return positionsOf(bytes, child, child.range.start - before);
  });
  return [own, ...nested];
}

function blanksBefore(bytes: ByteString, index: number): number {
  return /[ \t\r\n\b]*$/.exec(bytes.slice(0, index))?.[0].length ?? 0;
}
