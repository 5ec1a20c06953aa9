import {
  getNodeValue,
  type Node,
  type ParseError,
  parseTree,
  printParseErrorCode,
  visit,
} from 'jsonc-parser';

/** A settings file of JSON: its text and its tree, whose offsets point into `text`. */
export interface JsonText {
  readonly text: string;
  readonly root: Node;
  /** What one level of indentation is made of. */
  readonly indent: string;
  readonly eol: string;
}

export type JsonTextResult =
  | { readonly ok: true; readonly json: JsonText }
  | { readonly ok: false; readonly problem: string };

const STRICT = { disallowComments: true, allowTrailingComma: false, allowEmptyContent: false };
const BOM = '\uFEFF';

/** Something for which an agent ignores a settings file as a whole, or every hook in it. */
export interface SettingsFault {
  /** Where in the text. */
  readonly node: Node;
  readonly message: string;
}

/** The value under a key of an object node; the last one, as JSON readers take it. */
export function member(node: Node | undefined, key: string): Node | undefined {
  if (node?.type !== 'object') return undefined;
  return node.children?.findLast((property) => property.children?.[0]?.value === key)?.children?.[1];
}

/** The value that a node stands for; `undefined` for no node. */
export function nodeValue(node: Node | undefined): unknown {
  return node === undefined ? undefined : getNodeValue(node);
}

/** Reads strict JSON, with comments where the agent allows them. A byte order mark is allowed and stays in the text. */
export function readJsonText(text: string, options: { readonly hasComments?: boolean } = {}): JsonTextResult {
  // Blanks in place of the mark and of comments keep every offset right.
  const unmarked = text.startsWith(BOM) ? ` ${text.slice(1)}` : text;
  let body = unmarked;
  const errors: ParseError[] = [];
  let root: Node | undefined;
  try {
    if (options.hasComments === true) body = withoutComments(unmarked);
    root = parseTree(body, errors, STRICT);
  } catch (cause) {
    // It reads by recursion.
    if (cause instanceof RangeError) return { ok: false, problem: 'the values are nested too deeply' };
    throw cause;
  }
  const [error] = errors;
  if (error !== undefined) {
    return { ok: false, problem: `${positionOf(text, error.offset)}: ${describe(error, body)}` };
  }
  try {
    JSON.parse(body);
  } catch (cause) {
    return { ok: false, problem: `not valid JSON: ${cause instanceof Error ? cause.message : cause}` };
  }
  if (root === undefined) return { ok: false, problem: 'line 1, column 1: the file holds no JSON value' };
  return { ok: true, json: { text, root, indent: indentUnit(body, root), eol: endOfLine(text) } };
}

/** The text with blanks in the place of comments. */
function withoutComments(text: string): string {
  const pieces: string[] = [];
  let end = 0;
  const onComment = (offset: number, length: number): void => {
    pieces.push(text.slice(end, offset), text.slice(offset, offset + length).replaceAll(/[^\r\n]/g, ' '));
    end = offset + length;
  };
  visit(text, { onComment }, { disallowComments: false });
  return [...pieces, text.slice(end)].join('');
}

/** `line 3, column 7`, both counted from 1. */
export function positionOf(text: string, offset: number): string {
  const before = text.slice(0, offset).split('\n');
  return `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
}

/** The white space that begins the line of an offset. */
export function indentAt(text: string, offset: number): string {
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
  return /^\s*/.exec(line.replace(BOM, ''))?.[0] ?? '';
}

function describe(error: ParseError, text: string): string {
  const found = JSON.stringify(text.slice(error.offset, error.offset + Math.max(error.length, 1)));
  switch (printParseErrorCode(error.error)) {
    case 'InvalidCommentToken':
      return 'a comment, which JSON does not allow; remove it';
    case 'PropertyNameExpected':
    case 'ValueExpected':
      if (error.offset >= text.length) return 'the file ends too early; is it cut off?';
      return `${found} where a value or key is expected; look for a comma too many before it`;
    case 'CommaExpected':
      return `${found} where a comma is expected`;
    case 'ColonExpected':
      return `${found} where a colon is expected`;
    case 'CloseBraceExpected':
      return 'a closing brace } is missing';
    case 'CloseBracketExpected':
      return 'a closing bracket ] is missing';
    case 'EndOfFileExpected':
      return `${found} after the end of the JSON value; remove what follows`;
    case 'UnexpectedEndOfString':
      return 'a string that is not closed on its line';
    default:
      return `${found} is not valid JSON here${found.startsWith(`"'`) ? '; strings need double quotes' : ''}`;
  }
}

/** The indentation of the root's first child, where that has a line of its own. */
function indentUnit(text: string, root: Node): string {
  const offset = root.children?.[0]?.offset ?? 0;
  const before = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
  return /^[ \t]+$/.test(before) ? before : '  ';
}

const endOfLine = (text: string): string => (/\r?\n/.exec(text)?.[0] === '\r\n' ? '\r\n' : '\n');
