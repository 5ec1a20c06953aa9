import {
  type ComparedField,
  type Exception,
  type ExceptionValues,
  type Fields,
  isExcepted,
  valueFor,
} from './exception.ts';

/** Which fields an exception for an event could look at; nothing where it is no such event. */
type Shape = (fields: Fields, effects: readonly ComparedField[]) => readonly ComparedField[] | undefined;

const equal = (name: string): ComparedField => ({ name, comparison: '=' });
const within = (name: string): ComparedField => ({ name, comparison: 'in' });

const FOLDER = equal('agent.real_cwd');
const UNDERSTOOD = equal('exec.opaque');

/**
 * The narrowest first. What a rule asks about a command's effects is part of every shape but the first, in which the same command
 * in the same folder has the same ones.
 */
const SHAPES: readonly Shape[] = [
  (fields) => (isCommand(fields) ? [equal('tool.input_command'), FOLDER] : undefined),
  (fields, effects) =>
    isCommand(fields) ? [within('exec.line'), ...effects, UNDERSTOOD, FOLDER] : undefined,
  (fields, effects) => (isCommand(fields) ? [within('exec.line'), ...effects, UNDERSTOOD] : undefined),
  (fields, effects) =>
    isCommand(fields) && effects.length > 0
      ? [within('exec.name'), ...effects, UNDERSTOOD, FOLDER]
      : undefined,
  (fields) => (isFileTool(fields) ? [equal('tool.name'), equal('tool.real_file_path')] : undefined),
  (fields) =>
    isFileTool(fields)
      ? [equal('tool.name'), { name: 'tool.real_file_path', comparison: 'pmatch' }, FOLDER]
      : undefined,
  (fields) => (has(fields, 'tool.url') ? [equal('tool.name'), equal('tool.url')] : undefined),
  (fields) => (has(fields, 'tool.url') ? [equal('tool.name'), within('net.host')] : undefined),
  (fields) => (has(fields, 'mcp.server') ? [equal('mcp.server'), equal('mcp.tool')] : undefined),
];

/** Fields that say what a call does, as far as a rule may ask for it. */
const EFFECT = /^(fs|net|data|later|secret)[.]|^exec[.](env|script)$/;

/** An entry counts when so many of the calls need it; fewer are no habit. */
const MIN_CALLS = 2;
const MIN_FILES = 3;
/** A longer list is none that a person reads. */
const MAX_ENTRIES = 10;

/**
 * Exceptions that would leave alone calls which a person keeps approving, the narrowest kind first. Each call is given by those
 * of its events that the rule stopped. Events that are opaque, or not wholly on record, are left out of account.
 *
 * @param ruleFields the fields that the rule's condition asks for
 * @param isAllowed whether an exception with one entry leaves alone nothing that it must not
 */
export function exceptionsFor(
  calls: readonly (readonly Fields[])[],
  ruleFields: readonly string[],
  isAllowed: (exception: Exception) => boolean,
): readonly Exception[] {
  const effectNames = ruleFields.filter((name) => EFFECT.test(name));
  return SHAPES.flatMap((shape) => {
    const kinds = Map.groupBy(candidates(calls, shape, effectNames), ({ key }) => key);
    return [...kinds.values()].flatMap((found) => {
      const [first] = found;
      if (first === undefined) return [];
      const values = frequent(found).filter((row) => isAllowed({ fields: first.fields, values: [row] }));
      return values.length === 0 ? [] : [{ fields: first.fields, values: values.slice(0, MAX_ENTRIES) }];
    });
  });
}

/** How many of the calls an exception leaves alone: those of which it covers every event. */
export function coverage(calls: readonly (readonly Fields[])[], exception: Exception): number {
  return calls.filter((events) => events.every((fields) => isExcepted(fields, exception))).length;
}

interface Candidate {
  readonly key: string;
  readonly fields: readonly ComparedField[];
  readonly values: ExceptionValues;
  readonly call: number;
  readonly file: unknown;
}

function candidates(
  calls: readonly (readonly Fields[])[],
  shape: Shape,
  effectNames: readonly string[],
): readonly Candidate[] {
  return calls.flatMap((events, call) =>
    events.flatMap((event) => {
      if (event['exec.opaque'] === true) return [];
      const effects = effectNames.filter((name) => has(event, name)).map(within);
      const fields = shape(event, effects);
      const values = fields?.map((field) => valueFor(event, field));
      if (fields === undefined || values === undefined || !isKnown(values)) return [];
      const key = fields.map(({ name }) => name).join();
      return [{ key, fields, values, call, file: event['tool.real_file_path'] }];
    }),
  );
}

function isKnown(values: readonly (ExceptionValues[number] | undefined)[]): values is ExceptionValues {
  return values.every((value) => value !== undefined);
}

/** The values that several calls have, the most frequent first. A folder has to have several files. */
function frequent(found: readonly Candidate[]): readonly ExceptionValues[] {
  const groups = [...Map.groupBy(found, ({ values }) => JSON.stringify(values)).values()];
  return groups
    .map((group) => ({
      values: (group[0] as Candidate).values,
      isFolder: group[0]?.fields.some(({ comparison }) => comparison === 'pmatch') === true,
      calls: new Set(group.map(({ call }) => call)).size,
      files: new Set(group.map(({ file }) => file)).size,
    }))
    .filter(({ isFolder, calls, files }) => calls >= MIN_CALLS && (!isFolder || files >= MIN_FILES))
    .sort((a, b) => b.calls - a.calls)
    .map(({ values }) => values);
}

function isCommand(fields: Fields): boolean {
  return has(fields, 'tool.input_command');
}

function isFileTool(fields: Fields): boolean {
  return has(fields, 'tool.real_file_path');
}

/** Empty values are left out of the record. */
function has(fields: Fields, name: string): boolean {
  return fields[name] !== undefined;
}
