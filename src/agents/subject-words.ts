import type { FileAccess } from './agent.ts';

/** What a key holds by its name. `end` is one end of a copy or move: a path if it looks like one. A `query`
 * is a statement where the tool runs such. */
export type KeyRole = 'command' | 'statement' | 'query' | 'path' | 'end' | 'url';

const COMMAND = new Set(['command', 'commands', 'cmd', 'cmds', 'commandline', 'cmdline']);
const STATEMENT = new Set(['sql', 'sqls', 'statement', 'statements']);
const QUERY = new Set(['query', 'queries']);
const PATH = new Set(
  `path paths file files filepath filepaths filename filenames pathname notebook
   dir dirs directory directories dirname folder folders`.split(/\s+/),
);
const URL = new Set(['url', 'urls', 'uri', 'uris', 'href', 'endpoint']);
const FROM = new Set(['source', 'sources', 'src', 'from', 'old', 'input', 'origin']);
const TO = new Set(['destination', 'dest', 'dst', 'target', 'to', 'new', 'output', 'out']);

const READS = new Set(
  'read get view show open cat head tail stat info load fetch exists describe'.split(' '),
);
const SEARCHES = new Set('search find list ls glob grep tree scan browse'.split(' '));
const DELETES = new Set('delete remove rm rmdir unlink trash erase purge'.split(' '));
const QUERIES = new Set('sql query execute exec run statement'.split(' '));
const MOVES = new Set('move rename mv'.split(' '));
const WRITES = new Set(
  `write create edit update put save append insert replace patch set modify copy cp download export
   make mkdir touch upload add apply`.split(/\s+/),
);

/** `filePath`, `file_path` and `File-Path` as `['file', 'path']`. */
export function splitWords(name: string): readonly string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
}

/** The role of a key, by its last word or two (`fileName`); a lone `source` or `destination` is an end. */
export function roleOf(keyWords: readonly string[]): KeyRole | undefined {
  const last = keyWords.at(-1) ?? '';
  const lastTwo = keyWords.slice(-2).join('');
  if (COMMAND.has(last) || COMMAND.has(lastTwo)) return 'command';
  if (keyWords.some((word) => STATEMENT.has(word))) return 'statement';
  if (QUERY.has(last)) return 'query';
  if (URL.has(last)) return 'url';
  if (PATH.has(last) || PATH.has(lastTwo)) return 'path';
  return keyWords.length === 1 && (FROM.has(last) || TO.has(last)) ? 'end' : undefined;
}

/** Whether a tool runs what it is given as a query, by the words of its name; one that searches takes words. */
export function runsQueries(tool: string): boolean {
  const words = splitWords(tool);
  return words.some((word) => QUERIES.has(word) || word.endsWith('sql')) && !words.includes('search');
}

/** What a tool does with files. A move deletes one path and writes another. */
export type FileVerb = FileAccess | 'move';

/**
 * What a tool does with files, by the words of its name. What changes files outweighs what reads them, and
 * a name that says nothing counts as writing: the stricter rules then apply.
 */
export function fileVerbOf(tool: string): FileVerb {
  const words = splitWords(tool);
  const has = (verbs: ReadonlySet<string>): boolean => words.some((word) => verbs.has(word));
  if (has(DELETES)) return 'delete';
  if (has(MOVES)) return 'move';
  if (has(WRITES)) return 'write';
  if (has(SEARCHES)) return 'search';
  return has(READS) ? 'read' : 'write';
}

/** How the path under a key is used by a tool that does `verb`. */
export function fileAccessOf(keyWords: readonly string[], verb: FileVerb): FileAccess {
  if (verb === 'delete') return 'delete';
  if (keyWords.some((word) => TO.has(word))) return 'write';
  if (verb === 'move') return 'delete';
  return keyWords.some((word) => FROM.has(word)) ? 'read' : verb;
}
