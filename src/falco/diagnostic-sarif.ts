import type { Diagnostic, TextRange } from './diagnostic.ts';
import { DIAGNOSTIC_CODES } from './diagnostic-codes.ts';
import { lineAt } from './diagnostic-position.ts';

/** The program that stands in a SARIF log as the one that found the results. */
export interface SarifTool {
  readonly name: string;
  readonly version: string;
  readonly informationUri?: string;
}

interface SarifLocation {
  readonly physicalLocation: {
    readonly artifactLocation: { readonly uri: string };
    readonly region: {
      readonly startLine: number;
      readonly startColumn: number;
      readonly endLine: number;
      readonly endColumn: number;
    };
  };
  readonly message?: { readonly text: string };
}

export interface SarifLog {
  readonly $schema: string;
  readonly version: '2.1.0';
  readonly runs: readonly {
    readonly tool: {
      readonly driver: SarifTool & {
        readonly rules: readonly {
          readonly id: string;
          readonly shortDescription: { readonly text: string };
          readonly help: { readonly text: string };
        }[];
      };
    };
    readonly columnKind: 'utf16CodeUnits';
    readonly results: readonly {
      readonly ruleId: string;
      readonly level: 'error' | 'warning';
      readonly message: { readonly text: string };
      readonly locations: readonly SarifLocation[];
      readonly relatedLocations?: readonly SarifLocation[];
      readonly properties: { readonly falcoCode: string; readonly kind: string };
    }[];
  }[];
}

/**
 * Renders diagnostics as a SARIF 2.1.0 log, as code hosts and editors read it. File names that are absolute
 * paths become `file:` URIs, others stay relative to wherever the log is read.
 */
export function toSarif(
  diagnostics: readonly Diagnostic[],
  sources: ReadonlyMap<string, string>,
  tool: SarifTool,
): SarifLog {
  const rules = Object.entries(DIAGNOSTIC_CODES).map(([id, text]) => ({
    id,
    shortDescription: { text },
    help: { text: `See docs/diagnostics.md#${id.toLowerCase()} in the package prempti.` },
  }));
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { ...tool, rules } },
        columnKind: 'utf16CodeUnits',
        results: diagnostics.map(
          ({ code, falcoCode, kind, severity, message, hint, file, range, related }) => ({
            ruleId: code,
            level: severity,
            message: { text: hint === undefined ? message : `${message}. Help: ${hint}` },
            locations: [locationOf(file, range, sources)],
            ...(related.length === 0
              ? {}
              : {
                  relatedLocations: related.map((place) => ({
                    ...locationOf(place.file, place.range, sources),
                    message: { text: place.message },
                  })),
                }),
            properties: { falcoCode, kind },
          }),
        ),
      },
    ],
  };
}

function locationOf(file: string, range: TextRange, sources: ReadonlyMap<string, string>): SarifLocation {
  const text = sources.get(file) ?? '';
  const start = lineAt(text, range.start);
  const end = lineAt(text, range.end);
  return {
    physicalLocation: {
      artifactLocation: { uri: uriOf(file) },
      region: {
        startLine: start.number,
        startColumn: range.start - start.start + 1,
        endLine: end.number,
        endColumn: range.end - end.start + 1,
      },
    },
  };
}

function uriOf(file: string): string {
  const path = file
    .replaceAll('\\', '/')
    .split('/')
    .map((part, index) => (index === 0 && /^[a-zA-Z]:$/.test(part) ? part : encodeURIComponent(part)))
    .join('/');
  if (path.startsWith('/')) return `file://${path}`;
  return /^[a-zA-Z]:\//.test(path) ? `file:///${path}` : path;
}
