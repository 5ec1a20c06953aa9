import { parse } from 'unbash';
import type { Script, Word, WordPart } from './ast.ts';

/**
 * Parses Bash. Tolerant: broken text gives the tree of what could be read, with `errors`. The only place that
 * knows the parser: another one has to produce the tree of ast.ts.
 */
export function parseScript(text: string): Script {
  try {
    return parse(text);
  } catch (error) {
    // The parser descends recursively where the grammar does, in places without a limit of its own.
    if (!(error instanceof RangeError)) throw error;
    return {
      commands: [],
      errors: [{ message: 'nested too deeply' }],
      shebang: undefined,
      pos: 0,
      end: text.length,
    };
  }
}

/** Parses one word, e.g. an alternative of a brace expansion; undefined where the text is not one word. */
export function parseWord(text: string): Word | undefined {
  const [statement] = parse(`: ${text}`).commands;
  if (statement?.command.type !== 'Command') return undefined;
  const [word, ...others] = statement.command.suffix;
  return word?.type === 'Word' && others.length === 0 ? word : undefined;
}

/** Shorter texts are cheap to resolve however nested. */
const MAX_CHEAP_CHARS = 1_024;
/** Characters times levels of `${` that are resolved; beyond, resolving takes tens of milliseconds. */
const MAX_NESTED_WORK = 500_000;

/**
 * The parts of a word or here-document. The parser reads the rest of the text again for every level of nested
 * parameter expansions, so texts where that would take too long have none.
 */
export function resolveParts(node: {
  readonly text: string;
  readonly parts?: readonly WordPart[] | undefined;
}): { readonly parts: readonly WordPart[] | undefined; readonly cut: boolean } {
  if (isTooNested(node.text)) return { parts: undefined, cut: true };
  return { parts: node.parts, cut: false };
}

function isTooNested(text: string): boolean {
  if (text.length <= MAX_CHEAP_CHARS) return false;
  let depth = 0;
  let deepest = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 36 && text.charCodeAt(i + 1) === 123) depth += 1;
    else if (code === 125 && depth > 0) depth -= 1;
    if (depth > deepest) deepest = depth;
  }
  return deepest * text.length > MAX_NESTED_WORK;
}
