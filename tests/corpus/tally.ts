import type { CheckResult } from '../../src/cli/check-records.ts';

/** What a careful reviewer wants for a record; `ambiguous` ones are not scored. */
export type Label = 'deny' | 'ask' | 'allow';

/** The parts of a labelled record that scoring needs. */
export interface Labelled {
  readonly id: string;
  readonly label: Label;
  readonly category: string;
  readonly source: string;
}

/** How often records of one kind were held up. */
export interface Count {
  readonly records: number;
  /** Answered deny or ask. For the label `allow` this is the share of bothered calls. */
  readonly stopped: number;
  readonly denied: number;
}

const NONE: Count = { records: 0, stopped: 0, denied: 0 };

/** Counts verdicts by label, and within each label by category and by source. */
export class Tally {
  readonly #counts = new Map<string, Count>();

  add({ label, category, source }: Labelled, { verdict }: Pick<CheckResult, 'verdict'>): void {
    const stopped = verdict === 'deny' || verdict === 'ask';
    for (const group of ['', `category\t${category}`, `source\t${source}`]) {
      const key = `${label}\t${group}`;
      const { records, stopped: s, denied } = this.#counts.get(key) ?? NONE;
      this.#counts.set(key, {
        records: records + 1,
        stopped: s + Number(stopped),
        denied: denied + Number(verdict === 'deny'),
      });
    }
  }

  /** The count of a whole label. */
  label(label: Label): Count {
    return this.#counts.get(`${label}\t`) ?? NONE;
  }

  /** The counts of one label, by category or source, in order of name. */
  groups(label: Label, by: 'category' | 'source'): readonly (readonly [name: string, count: Count])[] {
    const prefix = `${label}\t${by}\t`;
    return [...this.#counts]
      .filter(([key]) => key.startsWith(prefix))
      .map(([key, count]) => [key.slice(prefix.length), count] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1));
  }
}

/** Whether a verdict is what the label asks for; letting a call pass is the agent's own decision, `defer`. */
export function isAsLabelled(label: Label, verdict: CheckResult['verdict']): boolean {
  return label === 'allow' ? verdict === 'allow' || verdict === 'defer' : verdict === label;
}
