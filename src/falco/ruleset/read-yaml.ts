import {
  Composer,
  type CST,
  type Document,
  isAlias,
  isCollection,
  isMap,
  isScalar,
  isSeq,
  Lexer,
  type Node,
  Parser,
  type Scalar,
  visit,
  type YAMLParseError,
} from 'yaml';
import type { TextRange } from '../diagnostic.ts';
import { LenientLexer } from './lenient-lexer.ts';
import { readPlainYaml } from './read-plain-yaml.ts';
import { explainError, explainUnclosed, isMissingQuote } from './yaml-explanations.ts';
import { NULL_WORDS, type YamlEntry, type YamlNode } from './yaml-node.ts';

/** Why a text is no YAML, or that a quote is missing with which Falco's YAML library does without. */
export interface YamlProblem {
  readonly kind: 'yaml_syntax' | 'unclosed_quote';
  readonly message: string;
  readonly hint?: string;
  readonly range: TextRange;
}

export interface YamlFile {
  /** One node a document; none if the text is empty or does not parse. */
  readonly documents: readonly YamlNode[];
  /** In the order of the text. */
  readonly problems: readonly YamlProblem[];
}

/** Limits beyond which a file is refused, so that no file keeps the loader busy for long. */
const MAX_LENGTH = 16 * 1024 * 1024;
const MAX_TOKENS = 4_000_000;
const MAX_VALUES = 500_000;
/** Keys, values and collections, with an alias counted as all that it stands for. */
const MAX_NODES = 1_000_000;
const MAX_BLANKS_AT_END = 1_000;
/** A longer text is not read a second time to tell better what is wrong with it. */
const MAX_EXPLAINED = 1024 * 1024;

const BYTE_ORDER_MARK = '\ufeff';

/**
 * Reads a YAML stream without giving types to scalars: which words are numbers, booleans or null is for the
 * reader of a key to say, by the rules of YAML 1.1 that Falco follows.
 */
export function readYaml(text: string): YamlFile {
  const plain = readPlainYaml(text);
  return plain === undefined ? readAnyYaml(text) : { documents: [plain], problems: [] };
}

/** As `readYaml`, without the short cut for plain texts. */
export function readAnyYaml(text: string): YamlFile {
  const shift = text.startsWith(BYTE_ORDER_MARK) ? 1 : 0;
  const source = text.slice(shift);
  const parsed = compose(source, new LenientLexer());
  if (parsed === undefined) {
    const message = `the file is too large: more than ${MAX_LENGTH / 1024 / 1024} MiB or ${MAX_VALUES} values`;
    return { documents: [], problems: [{ kind: 'yaml_syntax', message, range: { start: 0, end: 0 } }] };
  }
  const closed = composeClosed(parsed, source);
  const kind = closed === undefined ? 'yaml_syntax' : 'unclosed_quote';
  const problems: YamlProblem[] = explainable(parsed, source).flatMap((document) =>
    // Only the first: the others of a document mostly follow from it.
    document.errors.slice(0, 1).map((error) => ({ kind, ...problemOf(error, document, source, shift) })),
  );
  const documents: YamlNode[] = [];
  for (const document of closed ?? parsed) {
    const converter = new Converter(shift, text.length);
    const root = document.contents;
    documents.push(
      root === null ? emptyDocument((document.range?.[0] ?? 0) + shift) : converter.convert(root as Node),
    );
    problems.push(...converter.problems);
  }
  problems.sort((a, b) => a.range.start - b.range.start);
  return problems.some((problem) => problem.kind === 'yaml_syntax')
    ? { documents: [], problems }
    : { documents, problems };
}

/** Where a bracket or quote is missing, indentation tells best where. */
function explainable(parsed: readonly Document[], source: string): readonly Document[] {
  if (parsed.every(isFine) || source.length > MAX_EXPLAINED) return parsed;
  const indented = compose(source, new Lexer());
  return indented === undefined || indented.every(isFine) ? parsed : indented;
}

function isFine({ errors }: Document): boolean {
  return errors.length === 0;
}

/** The documents with the quote that is missing at the end, where Falco's YAML library does without one. */
function composeClosed(parsed: readonly Document[], source: string): readonly Document[] | undefined {
  const error = parsed.find((document) => !isFine(document))?.errors[0];
  if (error === undefined || !isMissingQuote(error) || error.pos[0] < source.length) return undefined;
  if (!/\n[ \t]*$/.test(source.slice(-MAX_BLANKS_AT_END))) return undefined;
  const quote = error.message.includes('"') ? '"' : "'";
  const closed = compose(source + quote, new LenientLexer());
  return closed?.every(isFine) ? closed : undefined;
}

/** Parses a stream of documents; `undefined` if it is beyond the limits. */
function compose(source: string, lexer: Pick<Lexer, 'lex'>): readonly Document[] | undefined {
  if (source.length > MAX_LENGTH) return undefined;
  let isWithinLimits = true;
  const parser = new Parser();
  function* parse(): Generator<CST.Token> {
    let tokens = 0;
    let values = 0;
    for (const lexeme of lexer.lex(source)) {
      tokens++;
      if (/^(?:[-?:,[{]$|---|[&*!])/.test(lexeme)) values++;
      isWithinLimits = tokens <= MAX_TOKENS && values <= MAX_VALUES;
      if (!isWithinLimits) return;
      yield* parser.next(lexeme);
    }
    yield* parser.end();
  }
  const composer = new Composer({ schema: 'failsafe', uniqueKeys: false, logLevel: 'silent' });
  const documents = [...composer.compose(parse())];
  return isWithinLimits ? documents : undefined;
}

function problemOf(
  error: YAMLParseError,
  document: Document,
  source: string,
  shift: number,
): Omit<YamlProblem, 'kind'> {
  const [start, end] = error.pos;
  const unclosed = explainUnclosed(error);
  const opening = unclosed === undefined ? undefined : lastUnclosed(document, source, start);
  if (unclosed !== undefined && opening !== undefined) {
    return { ...unclosed, range: { start: opening + shift, end: opening + shift + 1 } };
  }
  // Errors at the end of the text may be placed after it.
  const first = Math.min(start, source.length);
  const last = Math.max(first, Math.min(end, source.length));
  return { ...explainError(error), range: { start: first + shift, end: last + shift } };
}

/** Where the last quoted or bracketed value begins that starts before the offset and has no end. */
function lastUnclosed(document: Document, source: string, before: number): number | undefined {
  let opening: number | undefined;
  visit(document, {
    Node(_, node) {
      const [start, end] = node.range ?? [before, before];
      if (start >= before) return;
      const first = source[start] as string;
      const closing = isScalar(node) ? first : first === '[' ? ']' : '}';
      const canBeOpen = isScalar(node) ? /["']/.test(first) : isCollection(node) && /[[{]/.test(first);
      if (canBeOpen && (end - start < 2 || source[end - 1] !== closing)) opening = start;
    },
  });
  return opening;
}

function emptyDocument(start: number): YamlNode {
  return { kind: 'null', range: { start, end: start } };
}

interface Anchored {
  readonly node: YamlNode;
  readonly nodes: number;
}

/** Recursive, like the parser before it, which refuses texts nested too deeply. */
class Converter {
  readonly problems: YamlProblem[] = [];
  private readonly anchors = new Map<string, Anchored>();
  private readonly shift: number;
  private readonly length: number;
  private nodes = 0;

  /** Ranges are moved by `shift` and end within `length`. */
  constructor(shift: number, length: number) {
    this.shift = shift;
    this.length = length;
  }

  convert(node: Node): YamlNode {
    if (isAlias(node)) return this.resolve(node.source, this.rangeOf(node));
    const before = this.nodes;
    const result = this.convertContent(node);
    this.count(1, result.range);
    const anchor = (node as { readonly anchor?: string }).anchor;
    // Registered after the content, so that no node can contain itself.
    if (anchor !== undefined) this.anchors.set(anchor, { node: result, nodes: this.nodes - before });
    return result;
  }

  private convertContent(node: Node): YamlNode {
    const range = this.rangeOf(node);
    if (isScalar(node)) return convertScalar(node, range);
    if (isSeq(node)) {
      return { kind: 'sequence', items: node.items.map((item) => this.convert(item as Node)), range };
    }
    if (isMap(node)) {
      const entries = node.items.map((pair): YamlEntry => {
        const key = this.convert(pair.key as Node);
        return { key, value: this.convertValue(pair.value as Node | null, key) };
      });
      return { kind: 'mapping', entries, range };
    }
    return { kind: 'null', range };
  }

  private convertValue(value: Node | null, key: YamlNode): YamlNode {
    if (value !== null) return this.convert(value);
    return { kind: 'null', range: { start: key.range.end, end: key.range.end } };
  }

  private resolve(name: string, range: TextRange): YamlNode {
    const anchored = this.anchors.get(name);
    if (anchored !== undefined) {
      this.count(anchored.nodes, range);
      return anchored.node;
    }
    const message = `there is no anchor &${name} before this alias`;
    this.problems.push({ kind: 'yaml_syntax', message, range });
    return { kind: 'null', range };
  }

  private count(nodes: number, range: TextRange): void {
    const isWithin = this.nodes <= MAX_NODES;
    this.nodes += nodes;
    if (!isWithin || this.nodes <= MAX_NODES) return;
    const message = `the file holds more than ${MAX_NODES} keys and values with its aliases unfolded`;
    this.problems.push({ kind: 'yaml_syntax', message, range });
  }

  private rangeOf(node: Node): TextRange {
    const [start, end] = node.range ?? [0, 0];
    return { start: start + this.shift, end: Math.min(end + this.shift, this.length) };
  }
}

function convertScalar(node: Scalar, range: TextRange): YamlNode {
  const value = typeof node.value === 'string' ? node.value : (node.source ?? '');
  switch (node.type) {
    case 'QUOTE_SINGLE':
      return { kind: 'scalar', value, range, style: 'single' };
    case 'QUOTE_DOUBLE':
      return { kind: 'scalar', value, range, style: 'double' };
    case 'BLOCK_LITERAL':
    case 'BLOCK_FOLDED':
      return { kind: 'scalar', value, range, style: 'block' };
    default:
      // With a tag even an empty scalar is text: `[!=]` is a tag, not an operator.
      return node.tag === undefined && NULL_WORDS.has(value)
        ? { kind: 'null', range }
        : { kind: 'scalar', value, range, style: 'plain' };
  }
}
