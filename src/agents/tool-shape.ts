import type { FileAccess, JsonObject, ToolCall } from './agent.ts';
import { isJsonObject, jsonKind } from './json-kind.ts';
import { patchedFiles } from './patch.ts';
import { OddShape } from './payload.ts';
import { shellLine } from './shell-line.ts';
import {
  gleanSubjects,
  MAX_SUBJECTS,
  type Subject as PlainSubject,
  pathOfUrl,
  subjectOf,
} from './subjects.ts';

/** What one call works on. */
export type Subject = PlainSubject & Pick<ToolCall, 'content' | 'patchOp'>;

/**
 * Where a tool keeps what it works on. Keys are those of the tool's input, `a.b` for a nested one; a `?` at the end
 * marks a key that may be missing. Every other key must be a string.
 */
export interface ToolShape {
  readonly command?: string;
  /**
   * The folder that the command runs in, where that is not the session's. It becomes part of the command: the session's
   * folder stays what "outside of the project" is measured by.
   */
  readonly folder?: string;
  /** A list of paths is taken, too. */
  readonly path?: string;
  /** How the file under `path` is used. */
  readonly access?: FileAccess;
  /** A glob below `path`, or an absolute one that stands for itself. */
  readonly pattern?: string;
  readonly url?: string;
  /** A text with the addresses in it that the tool fetches. */
  readonly urlsIn?: string;
  /** The MCP server that the tool turns to. */
  readonly server?: string;
  /** A patch in the form of `apply_patch`. */
  readonly patch?: string;
}

/** The tools of an agent by name. A tool that is not in it is looked through for the usual keys instead. */
export type ToolTable = ReadonlyMap<string, ToolShape>;

/** A tool that works on no command, file or URL. */
export const NOTHING: ToolShape = {};

/**
 * What a call works on, at least one subject; an input that does not fit its table is an `OddShape`. `shortName` is the
 * name whose words tell what an unknown tool does with files, where it is not the whole `tool`.
 */
export function subjectsOf(
  table: ToolTable,
  tool: string,
  input: JsonObject,
  shortName = tool,
): readonly Subject[] {
  const shape = table.get(tool);
  if (shape !== undefined) return shapedSubjects(shape, input);
  const subjects = gleanSubjects(shortName, input);
  if (subjects === undefined) throw new OddShape("the tool's input names too many commands, files or URLs");
  return subjects;
}

function shapedSubjects(shape: ToolShape, input: JsonObject): readonly Subject[] {
  const patch = keyedString(input, shape.patch);
  if (patch !== undefined) return patchedFiles(patch);
  const command = commandOf(shape, input);
  const urls = urlsOf(shape, input);
  const files = filesOf(shape, input, urls);
  const count = Math.max(files.length, urls.length, 1);
  if (count > MAX_SUBJECTS) throw new OddShape("the tool's input names too many files or URLs");
  return Array.from({ length: count }, (_, index) =>
    subjectOf(index === 0 ? command : undefined, files[index], urls[index]),
  );
}

function commandOf(shape: ToolShape, input: JsonObject): string | undefined {
  const command = keyedString(input, shape.command);
  const folder = keyedString(input, shape.folder) ?? '';
  return command === undefined || folder === '' ? command : `${shellLine(['cd', folder])} && ${command}`;
}

function urlsOf(shape: ToolShape, input: JsonObject): readonly string[] {
  const url = keyedString(input, shape.url);
  const text = keyedString(input, shape.urlsIn) ?? '';
  const inText = text.match(/[a-z][a-z0-9+.-]*:\/\/[^\s"'<>`]+/gi) ?? [];
  const addresses = inText.map((address) => address.replace(/[)\],.;:!?]+$/, ''));
  return url === undefined ? addresses : [url, ...addresses];
}

function filesOf(
  shape: ToolShape,
  input: JsonObject,
  urls: readonly string[],
): readonly NonNullable<Subject['file']>[] {
  const { access } = shape;
  if (access !== undefined) {
    const paths = keyedStrings(input, shape.path);
    const pattern = keyedString(input, shape.pattern);
    const places = pattern === undefined ? paths : searchedFolders(paths, pattern);
    if (places.length > 0) return places.map((path) => ({ path, access }));
  }
  return urls.flatMap((url) => {
    const path = pathOfUrl(url);
    return path === undefined ? [] : [{ path, access: 'read' }];
  });
}

/**
 * The folders a glob looks into: an absolute pattern counts without its base, as agents run it, and the
 * part before the first wildcard leads further down (or up: `../../*`).
 */
function searchedFolders(bases: readonly string[], pattern: string): readonly string[] {
  const fixed = pattern.slice(0, pattern.search(/[*?[{]|$/));
  const folder = fixed.slice(0, fixed.lastIndexOf('/') + 1);
  if (folder === '') return bases;
  if (bases.length === 0 || /^[/~]/.test(folder)) return [folder];
  return bases.map((base) => `${base.replace(/\/$/, '')}/${folder}`);
}

/** The string under a key of the tool table. */
export function keyedString(input: JsonObject, spec: string | undefined): string | undefined {
  const value = keyed(input, spec);
  if (value !== undefined && typeof value !== 'string') throw oddInput(spec, value, 'a string');
  return value;
}

function keyedStrings(input: JsonObject, spec: string | undefined): readonly string[] {
  const value = keyed(input, spec);
  if (value === undefined) return [];
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (list.every((item) => typeof item === 'string')) return list;
  throw oddInput(spec, value, 'a string');
}

function keyed(input: JsonObject, spec: string | undefined): unknown {
  if (spec === undefined) return undefined;
  const optional = spec.endsWith('?');
  let value: unknown = input;
  const path: string[] = [];
  for (const key of (optional ? spec.slice(0, -1) : spec).split('.')) {
    if (!isJsonObject(value)) throw oddInput(path.join('.'), value, 'an object');
    path.push(key);
    value = Object.hasOwn(value, key) ? value[key] : undefined;
    if (value === undefined && optional) return undefined;
  }
  if (value === undefined) throw oddInput(spec, value, 'a string');
  return value;
}

function oddInput(spec: string | undefined, value: unknown, expected: string): OddShape {
  const key = spec?.replace(/\?$/, '');
  return new OddShape(`"${key}" of the tool's input is ${jsonKind(value)}, not ${expected}`);
}
