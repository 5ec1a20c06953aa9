import type { Diagnostic, TextRange } from './diagnostic.ts';
import type { FalcoCode } from './diagnostic-codes.ts';
import { lineAt, positionAt } from './diagnostic-position.ts';

/** A place as Falco writes it: lines and columns from 0. */
export interface FalcoPosition {
  readonly name: string;
  readonly line: number;
  readonly column: number;
  /** In UTF-16 units. */
  readonly offset: number;
}

export interface FalcoFinding {
  readonly code: string;
  readonly codedesc: string;
  readonly message: string;
  readonly context: {
    /** From the file to the culprit. */
    readonly locations: readonly {
      readonly item_type: string;
      readonly item_name: string;
      readonly position: FalcoPosition;
    }[];
    readonly snippet: string;
  };
  /** What Falco does not have. */
  readonly details: {
    readonly code: string;
    readonly kind: string;
    readonly hint?: string;
    readonly end: FalcoPosition;
    readonly related: readonly { readonly message: string; readonly position: FalcoPosition }[];
  };
}

/** The result of validating rule files, in the form that `falco --validate` gives with JSON output. */
export interface FalcoValidation {
  readonly falco_load_results: readonly {
    readonly name: string;
    readonly successful: boolean;
    readonly errors: readonly FalcoFinding[];
    readonly warnings: readonly FalcoFinding[];
  }[];
}

/**
 * Renders diagnostics for programs that read Falco's validation results. There is one result for each of
 * `sources`, in their order; unlike Falco's it holds all errors of the file.
 */
export function toFalcoJson(
  diagnostics: readonly Diagnostic[],
  sources: ReadonlyMap<string, string>,
): FalcoValidation {
  const results = [...sources.keys()].map((name) => {
    const own = diagnostics
      .filter(({ file }) => file === name)
      .map((diagnostic) => findingOf(diagnostic, sources));
    const severities = diagnostics.filter(({ file }) => file === name).map(({ severity }) => severity);
    const errors = own.filter((_, index) => severities[index] === 'error');
    const warnings = own.filter((_, index) => severities[index] === 'warning');
    return { name, successful: errors.length === 0, errors, warnings };
  });
  return { falco_load_results: results };
}

function findingOf(diagnostic: Diagnostic, sources: ReadonlyMap<string, string>): FalcoFinding {
  const { code, falcoCode, kind, message, file, range, hint, item, related } = diagnostic;
  const position = positionOf(file, range.start, sources);
  const inner = innerType(kind);
  return {
    code: falcoCode,
    codedesc: DESCRIPTIONS[falcoCode],
    message,
    context: {
      locations: [
        { item_type: 'rules content', item_name: '', position: positionOf(file, 0, sources) },
        ...(item === undefined ? [] : [{ item_type: item.type, item_name: item.name, position }]),
        ...(inner === undefined ? [] : [{ item_type: inner, item_name: '', position }]),
      ],
      snippet: snippetOf(file, range, sources),
    },
    details: {
      code,
      kind,
      ...(hint === undefined ? {} : { hint }),
      end: positionOf(file, range.end, sources),
      related: related.map((place) => ({
        message: place.message,
        position: positionOf(place.file, place.range.start, sources),
      })),
    },
  };
}

function innerType(kind: string): string | undefined {
  if (/^(?:syntax|condition):|^unknown_field$|^suspicious_condition$/.test(kind))
    return 'condition expression';
  return /^output:|^unknown_output_field$/.test(kind) ? 'rule output' : undefined;
}

function positionOf(file: string, offset: number, sources: ReadonlyMap<string, string>): FalcoPosition {
  const { line, column } = positionAt(sources.get(file) ?? '', offset);
  return { name: file, line: line - 1, column: column - 1, offset };
}

/** The line and a caret below the culprit. */
function snippetOf(file: string, { start }: TextRange, sources: ReadonlyMap<string, string>): string {
  const text = sources.get(file);
  if (text === undefined) return `<No context for file + ${file}>\n`;
  const line = lineAt(text, start);
  return `${line.text}\n${' '.repeat(start - line.start)}^\n`;
}

/** Falco's own short names of its codes. */
const DESCRIPTIONS: Readonly<Record<FalcoCode, string>> = {
  LOAD_ERR_YAML_PARSE: 'YAML parse error',
  LOAD_ERR_YAML_VALIDATE: 'Error validating internal structure of YAML file',
  LOAD_ERR_COMPILE_CONDITION: 'Error compiling condition',
  LOAD_ERR_COMPILE_OUTPUT: 'Error compiling output',
  LOAD_ERR_VALIDATE: 'Error validating rule/macro/list/exception objects',
  LOAD_UNKNOWN_SOURCE: 'Unknown event source',
  LOAD_UNSAFE_NA_CHECK: 'Unsafe <NA> comparison in condition',
  LOAD_UNKNOWN_FILTER: 'Unknown field or event-type in condition or output',
  LOAD_UNUSED_MACRO: 'Unused macro',
  LOAD_UNUSED_LIST: 'Unused list',
  LOAD_UNKNOWN_ITEM: 'Unknown rules file item',
  LOAD_DEPRECATED_ITEM: 'Used deprecated item',
  LOAD_APPEND_NO_VALUES: 'Overriding/appending with no values',
  LOAD_EXCEPTION_NAME_NOT_UNIQUE: 'Multiple exceptions defined with the same name',
  LOAD_INVALID_MACRO_NAME: 'Invalid macro name',
  LOAD_INVALID_LIST_NAME: 'Invalid list name',
  LOAD_COMPILE_CONDITION: 'Warning in rule condition',
  LOAD_UNKNOWN_KEY: 'Unknown key in item definition',
};
