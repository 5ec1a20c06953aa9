import type { Condition } from '../condition/ast.ts';
import type { ByteString } from '../condition/byte-string.ts';
import { type ParseResult, parseCondition, RULE_MAX_DEPTH } from '../condition/parser.ts';
import type { ListSubstitution } from './list-substitution.ts';
import type { ItemName, Problem } from './report.ts';
import type { TracedText } from './traced-text.ts';

export interface ReadCondition {
  /** With the items of lists in the place of their names: what positions in the tree count in. */
  readonly text: TracedText;
  readonly condition: Condition | undefined;
  /** Why there is no condition. */
  readonly problem?: Problem;
}

/** Parses conditions; the same text gives the same tree again. */
export class ConditionReader {
  private readonly results = new Map<ByteString, ParseResult>();

  /** The names of the lists that the condition uses are added to `usedLists`. */
  read(written: TracedText, lists: ListSubstitution, usedLists: Set<string>, item: ItemName): ReadCondition {
    const { text, used } = lists.substitute(written);
    for (const name of used) usedLists.add(name);
    if (text === undefined) {
      const message = `the condition of ${item.type} \`${item.name}\` grows too large with its lists put in`;
      const { place, related } = written.locate({ start: 0, end: 0 });
      return {
        text: written,
        condition: undefined,
        problem: { kind: 'condition_too_large', place, message, related, item },
      };
    }
    const result = this.parse(text.bytes);
    if (result.ok) return { text, condition: result.condition };
    const { kind, range, message, hint } = result.problem;
    const location = text.locate(range);
    return {
      text,
      condition: undefined,
      problem: { kind: `syntax:${kind}`, ...location, message, hint, item },
    };
  }

  private parse(bytes: ByteString): ParseResult {
    let result = this.results.get(bytes);
    if (result === undefined) {
      result = parseCondition(bytes, { maxDepth: RULE_MAX_DEPTH });
      this.results.set(bytes, result);
    }
    return result;
  }
}
