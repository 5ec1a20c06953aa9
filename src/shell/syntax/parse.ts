import { parse } from 'unbash';
import type { Script, Word } from './ast.ts';

/**
 * Parses Bash. Tolerant: broken text gives the tree of what could be read, with `errors`. The only place that
 * knows the parser: another one has to produce the tree of ast.ts.
 */
export function parseScript(text: string): Script {
  return parse(text);
}

/** Parses one word, e.g. an alternative of a brace expansion; undefined where the text is not one word. */
export function parseWord(text: string): Word | undefined {
  const [statement] = parse(`: ${text}`).commands;
  if (statement?.command.type !== 'Command') return undefined;
  const [word, ...others] = statement.command.suffix;
  return word?.type === 'Word' && others.length === 0 ? word : undefined;
}
