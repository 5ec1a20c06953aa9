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

/** The fields whose values are in each column. */
const COMMAND_FIELDS = ['tool.input_command', 'exec.line', 'later.line'];
const FILE_FIELDS = ['tool.real_file_path', 'tool.file_path'];
const HOST_FIELDS = ['net.host', 'net.upload', 'later.host'];
const TEXT_FIELDS = [
  'net.url',
  'tool.url',
  'exec.action',
  'exec.opaque_reason',
  'secret.kind',
  'data.flow',
  'mcp.server',
  'mcp.tool',
];

/** The column in which the values of a field are, if they are in one. */
export function columnOfField(name: string): SearchColumn | undefined {
  if (COMMAND_FIELDS.includes(name)) return 'command';
  if (FILE_FIELDS.includes(name) || (name.startsWith('fs.') && !REPEATED_PATHS.test(name))) return 'file';
  if (HOST_FIELDS.includes(name)) return 'host';
  if (TEXT_FIELDS.includes(name)) return 'text';
  return name === 'exec.name' ? 'program' : undefined;
}

/** What of an entry is looked at. Linear time, bounded size. */
export function searchTexts(entry: Entry): SearchTexts {
  const { kind, agent, session = '' } = entry;
  const texts = { ...EMPTY, kind: [kind], agent: [agent], session: [session] };
  switch (entry.kind) {
    case 'call':
      return { ...texts, ...callTexts(entry) };
    case 'approval':
      return { ...texts, text: distinct([entry.text, entry.code, entry.by, entry.answer]) };
    case 'outcome':
      return { ...texts, tool: [entry.tool], text: [entry.outcome] };
    case 'trust': {
      const { path, trust, sha256, by } = entry;
      return { ...texts, file: [path], project: [path], text: distinct([trust, sha256, by]) };
    }
    case 'store':
      return { ...texts, text: distinct([entry.text]) };
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
  const values = (names: readonly string[]): readonly string[] =>
    events.flatMap(({ fields }) => names.flatMap((name) => textsOf(fields[name])));
  const alerts = events.flatMap((event) => event.alerts.filter(({ verdict }) => verdict !== 'seen'));
  const commands = distinct(values(COMMAND_FIELDS));
  const [first = '', ...lines] = commands;
  const names = new Set(events.flatMap(({ fields }) => Object.keys(fields)));
  const files = distinct(values([...names].filter((name) => columnOfField(name) === 'file')));
  const said = new Set([...commands, ...files]);
  const inputs = events.flatMap(({ fields }) => inputTexts(fields['tool.input']));
  return {
    // A line that stands in the command as it was sent is found there.
    command: first === '' ? commands : [first, ...lines.filter((line) => !first.includes(line))],
    file: files,
    program: distinct(values(['exec.name'])),
    host: distinct(values(HOST_FIELDS)),
    rule: distinct(alerts.map(({ rule }) => rule)),
    text: distinct([
      ...(alerts.length === 0 ? [reason] : alerts.map(({ output }) => output)),
      ...values(TEXT_FIELDS),
      ...inputs.filter((text) => !said.has(text)),
    ]),
    tool: distinct(events.map(({ tool }) => tool)),
    project: distinct([cwd, project]),
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

function textsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.map(String) : [];
}

/** Each text once, without empty ones, as far as they are within the length of a column. */
function distinct(texts: readonly string[]): readonly string[] {
  const kept: string[] = [];
  let left = MAX_COLUMN_LENGTH;
  for (const text of new Set(texts)) {
    if (text === '') continue;
    if (left <= 0) break;
    kept.push(text.slice(0, left));
    left -= text.length;
  }
  return kept;
}
