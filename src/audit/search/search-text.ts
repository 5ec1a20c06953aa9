import type { CallEntry, Entry } from '../entry.ts';

/** What can be looked for, and the columns of the index. */
export const SEARCH_COLUMNS = [
  'command',
  'file',
  'program',
  'host',
  'rule',
  'text',
  'tool',
  'agent',
  'session',
  'project',
  'verdict',
  'mode',
  'kind',
] as const;
export type SearchColumn = (typeof SEARCH_COLUMNS)[number];

/** What of an entry is looked at, by column. */
export type SearchTexts = Readonly<Record<SearchColumn, readonly string[]>>;

/** What a call came to, in the words in which people are shown it. `pass`: no rule but the catch-all matched. */
export type ShownVerdict = 'deny' | 'ask' | 'allow' | 'pass';
export const SHOWN_VERDICTS: readonly ShownVerdict[] = ['deny', 'ask', 'allow', 'pass'];

/** Of one column, in UTF-16 units; what is beyond is not found. Keeps the time that indexing takes bounded. */
const MAX_COLUMN_LENGTH = 16 * 1024;

/** Fields that hold paths again in another form. */
const REPEATED_PATHS = /_(?:home|outside|guard|tree)$/;

/** A column that holds values of fields. */
type FieldColumn = 'command' | 'file' | 'program' | 'host' | 'text';

const COLUMNS: ReadonlyMap<string, FieldColumn> = new Map([
  ['tool.input_command', 'command'],
  ['exec.line', 'command'],
  ['later.line', 'command'],
  ['tool.real_file_path', 'file'],
  ['tool.file_path', 'file'],
  ['exec.name', 'program'],
  ['net.host', 'host'],
  ['net.upload', 'host'],
  ['later.host', 'host'],
  ['net.url', 'text'],
  ['tool.url', 'text'],
  ['exec.action', 'text'],
  ['exec.opaque_reason', 'text'],
  ['secret.kind', 'text'],
  ['data.flow', 'text'],
  ['mcp.server', 'text'],
  ['mcp.tool', 'text'],
]);

/** The column in which the values of a field are, if they are in one. */
export function columnOfField(name: string): FieldColumn | undefined {
  const column = COLUMNS.get(name);
  return column === undefined && name.startsWith('fs.') && !REPEATED_PATHS.test(name) ? 'file' : column;
}

/** What of an entry is looked at. Linear time, bounded size. */
export function searchTexts(entry: Entry): SearchTexts {
  const { kind, agent, session = '' } = entry;
  const texts = { ...EMPTY, kind: [kind], agent: [agent], session: [session] };
  switch (entry.kind) {
    case 'call':
      return { ...texts, ...callTexts(entry) };
    case 'approval':
      return { ...texts, text: distinct(entry.text, entry.code, entry.by, entry.answer) };
    case 'outcome':
      return { ...texts, tool: [entry.tool], text: [entry.outcome] };
    case 'trust': {
      const { path, trust, sha256, by } = entry;
      return { ...texts, file: [path], project: [path], text: distinct(trust, sha256, by) };
    }
    case 'store':
      return { ...texts, text: distinct(entry.text) };
  }
}

const EMPTY: SearchTexts = {
  command: [],
  file: [],
  program: [],
  host: [],
  rule: [],
  text: [],
  tool: [],
  agent: [],
  session: [],
  project: [],
  verdict: [],
  mode: [],
  kind: [],
};

function callTexts(entry: CallEntry): Partial<SearchTexts> {
  const { events, mode, cwd = '', project = '', reason } = entry;
  const columns = {
    command: new ColumnTexts(),
    file: new ColumnTexts(),
    program: new ColumnTexts(),
    host: new ColumnTexts(),
    rule: new ColumnTexts(),
    text: new ColumnTexts(),
    tool: new ColumnTexts(),
  };
  let isAlerted = false;
  for (const { tool, alerts } of events) {
    columns.tool.add(tool);
    for (const { verdict, rule, output } of alerts) {
      if (verdict === 'seen') continue;
      isAlerted = true;
      columns.rule.add(rule);
      columns.text.add(output);
    }
  }
  if (!isAlerted) columns.text.add(reason);
  for (const { fields } of events) {
    for (const name in fields) {
      const column = columnOfField(name);
      if (column !== undefined) columns[column].addValue(fields[name]);
    }
  }
  for (const { fields } of events) {
    for (const text of inputTexts(fields['tool.input'])) {
      if (!columns.command.has(text) && !columns.file.has(text)) columns.text.add(text);
    }
  }
  const [first = '', ...lines] = columns.command.all;
  return {
    // A line that stands in the command as it was sent is found there.
    command: first === '' ? [] : [first, ...lines.filter((line) => !first.includes(line))],
    file: columns.file.all,
    program: columns.program.all,
    host: columns.host.all,
    rule: columns.rule.all,
    text: columns.text.all,
    tool: columns.tool.all,
    project: distinct(cwd, project),
    verdict: [shownVerdict(entry)],
    mode: [mode],
  };
}

/** What a call came to. */
export function shownVerdict({ verdict, events }: CallEntry): ShownVerdict {
  if (verdict === 'deny' || verdict === 'ask') return verdict;
  return events.some(({ alerts }) => alerts.some((alert) => alert.verdict !== 'seen')) ? 'allow' : 'pass';
}

/** The texts in the input of a tool; where masking has cut through the JSON, or it is too deep, all of it. */
function inputTexts(input: unknown): readonly string[] {
  if (typeof input !== 'string') return [];
  const texts: string[] = [];
  try {
    addTexts(JSON.parse(input), texts);
    return texts;
  } catch {
    return [input.replaceAll(/\\[nrt]/g, ' ')];
  }
}

function addTexts(value: unknown, texts: string[]): void {
  if (typeof value === 'string') texts.push(value);
  else if (typeof value === 'object' && value !== null) {
    for (const item of Object.values(value)) addTexts(item, texts);
  }
}

/** The texts of one column: each once, without empty ones, as far as they are within its length. */
class ColumnTexts {
  readonly #texts = new Set<string>();
  #left = MAX_COLUMN_LENGTH;

  get all(): readonly string[] {
    return [...this.#texts];
  }

  has(text: string): boolean {
    return this.#texts.has(text);
  }

  add(text: string): void {
    if (text === '' || this.#left <= 0 || this.#texts.has(text)) return;
    this.#texts.add(text.slice(0, this.#left));
    this.#left -= text.length;
  }

  /** The value of a field, a text or a list of texts. */
  addValue(value: unknown): void {
    if (typeof value === 'string') this.add(value);
    else if (Array.isArray(value)) for (const item of value) this.add(String(item));
  }
}

function distinct(...texts: readonly string[]): readonly string[] {
  const column = new ColumnTexts();
  for (const text of texts) column.add(text);
  return column.all;
}
