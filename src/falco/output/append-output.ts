/** What a configuration adds to the outputs of rules; an absent condition is met by every rule. */
export interface AppendOutput {
  /** Only rules of this event source. */
  readonly source?: string;
  /** Only the rule of this very name. */
  readonly rule?: string;
  /** Only rules that have all these tags. */
  readonly tags?: readonly string[];
  /** A template to append, after a blank. */
  readonly extraOutput?: string;
  /** Names of fields, given in their own types, or templates under names of their own. */
  readonly extraFields?: readonly (string | Readonly<Record<string, string>>)[];
  /** Appends every field that the source suggests, as `a_b=%a.b`. */
  readonly suggestedOutput?: boolean;
}

/** The rule that outputs belong to. */
export interface OutputOwner {
  readonly source: string;
  readonly name: string;
  readonly tags: Iterable<string>;
}

/** Whether an addition is meant for a rule. */
export function appliesTo(append: AppendOutput, owner: OutputOwner): boolean {
  const tags = new Set(owner.tags);
  return (
    (append.source === undefined || append.source === '' || append.source === owner.source) &&
    (append.rule === undefined || append.rule === '' || append.rule === owner.name) &&
    (append.tags ?? []).every((tag) => tags.has(tag))
  );
}
