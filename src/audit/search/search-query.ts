import type { Entry } from '../entry.ts';
import { compilePattern, type Pattern, type PatternKind } from './pattern.ts';
import { columnOfField, type SearchColumn, type SearchTexts, searchTexts } from './search-text.ts';

/** What to look for. Everything given has to hold; in a pattern `*` stands for any characters. */
export interface SearchQuery {
  /** Each is found in a command, path, program, host, rule or other text of the call. */
  readonly texts?: readonly string[];
  /** For each column, patterns of which one has to match. */
  readonly columns?: { readonly [Column in SearchColumn]?: readonly string[] | undefined };
  /** Fields of rules, by name; of one that is a list, one value has to match. */
  readonly fields?: readonly { readonly name: string; readonly pattern: string }[];
  /** From then on, milliseconds since the epoch. */
  readonly sinceMs?: number;
  /** Up to then. */
  readonly untilMs?: number;
}

/** A query, ready to be asked. */
export interface CompiledQuery {
  /** Whether an entry is wanted. */
  isWanted(entry: Entry): boolean;
  /** An FTS5 expression that holds for every entry that is wanted, and for few others; absent where there is none. */
  readonly indexQuery?: string;
}

/** The columns in which a text is looked for that is not said to be in one of them. */
const TEXT_COLUMNS: readonly SearchColumn[] = ['command', 'file', 'program', 'host', 'rule', 'text'];

/** Where patterns begin and end. */
const PATTERN_KINDS: Readonly<Record<SearchColumn, PatternKind>> = {
  command: 'words',
  file: 'path',
  program: 'whole',
  host: 'host',
  rule: 'words',
  text: 'words',
  tool: 'whole',
  agent: 'words',
  session: 'whole',
  project: 'path',
  verdict: 'whole',
  mode: 'whole',
  kind: 'whole',
};

/** Names of which the beginning is enough. */
const ABBREVIATED: ReadonlySet<SearchColumn> = new Set(['rule', 'agent', 'session']);

export function compileQuery({
  texts = [],
  columns = {},
  fields = [],
  sinceMs,
  untilMs,
}: SearchQuery): CompiledQuery {
  const conditions: readonly Condition[] = [
    ...texts.map(textCondition),
    ...Object.entries(columns).map(([column, patterns]) => columnCondition(column as SearchColumn, patterns)),
    ...fields.map(({ name, pattern }) => fieldCondition(name, pattern)),
  ];
  const parts = conditions.flatMap(({ indexQuery }) => indexQuery ?? []);
  return {
    isWanted(entry) {
      if (entry.timeMs < (sinceMs ?? 0) || entry.timeMs > (untilMs ?? Number.POSITIVE_INFINITY)) return false;
      const found = searchTexts(entry);
      return conditions.every((condition) => condition.holds(found, entry));
    },
    ...(parts.length > 0 && { indexQuery: parts.join(' AND ') }),
  };
}

/** A pattern as the column takes it. */
export function columnPattern(column: SearchColumn, text: string): Pattern {
  return compilePattern(ABBREVIATED.has(column) ? `${text}*` : text, PATTERN_KINDS[column]);
}

interface Condition {
  holds(texts: SearchTexts, entry: Entry): boolean;
  readonly indexQuery: string | undefined;
}

function textCondition(text: string): Condition {
  const pattern = compilePattern(text, 'words');
  return {
    holds: (texts) => TEXT_COLUMNS.some((column) => texts[column].some(pattern.matches)),
    indexQuery: indexQueryOf(TEXT_COLUMNS, [pattern]),
  };
}

function columnCondition(column: SearchColumn, texts: readonly string[] | undefined): Condition {
  if (texts === undefined) return { holds: () => true, indexQuery: undefined };
  const patterns = texts.map((text) => columnPattern(column, text));
  return {
    holds: (found) => patterns.some((pattern) => found[column].some(pattern.matches)),
    indexQuery: indexQueryOf([column], patterns),
  };
}

function fieldCondition(name: string, text: string): Condition {
  const column = columnOfField(name);
  const isPath = name.startsWith('fs.') || column === 'file';
  const pattern = compilePattern(text, isPath ? 'path' : PATTERN_KINDS[column ?? 'text']);
  return {
    holds: (_, entry) =>
      entry.kind === 'call' &&
      entry.events.some(({ fields }) => [fields[name] ?? []].flat().map(String).some(pattern.matches)),
    indexQuery: column && indexQueryOf([column], [pattern]),
  };
}

/** Holds where one of the patterns may match in one of the columns. */
function indexQueryOf(columns: readonly SearchColumn[], patterns: readonly Pattern[]): string | undefined {
  if (patterns.some(({ phrases }) => phrases.length === 0)) return undefined;
  const alternatives = patterns.map(({ phrases }) => `(${phrases.join(' AND ')})`);
  return `{${columns.join(' ')}} : (${alternatives.join(' OR ')})`;
}
