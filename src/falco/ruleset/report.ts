import type { Diagnostic, ItemType, RelatedPlace, TextRange } from '../diagnostic.ts';
import { classify, type ProblemKind } from '../diagnostic-codes.ts';

/** Somewhere in a rule file. */
export interface Place {
  readonly file: string;
  readonly range: TextRange;
}

export interface ItemName {
  readonly type: ItemType;
  readonly name: string;
}

/** A mistake, before it is classified. */
export interface Problem {
  readonly kind: ProblemKind;
  readonly place: Place;
  readonly message: string;
  readonly hint?: string | undefined;
  readonly related?: readonly RelatedPlace[] | undefined;
  readonly item?: ItemName | undefined;
}

/** So many diagnostics are kept; of a file with more mistakes the rest is only counted. */
const MAX_DIAGNOSTICS = 2000;

/** Collects diagnostics in the order in which Falco would come across the mistakes. */
export class Report {
  readonly diagnostics: Diagnostic[] = [];
  private errors = 0;

  get errorCount(): number {
    return this.errors;
  }

  add(problem: Problem): void {
    const { kind, place, message, hint, related = [], item } = problem;
    const { code, falcoCode, severity } = classify(kind);
    if (severity === 'error') this.errors++;
    if (this.diagnostics.length >= MAX_DIAGNOSTICS) return;
    this.diagnostics.push({
      code,
      falcoCode,
      kind,
      severity,
      message,
      file: place.file,
      range: place.range,
      related,
      ...(hint === undefined ? {} : { hint }),
      ...(item === undefined ? {} : { item }),
    });
  }
}
