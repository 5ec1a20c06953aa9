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

/** A condition as it is written, and what it belongs to. */
export interface WrittenCondition {
  readonly item: ItemName;
  /** When the item was last changed: until then reading it again gives the same. */
  readonly visibility: number;
  write(): TracedText;
}

interface Memo {
  readonly visibility: number;
  readonly listsVersion: number;
  readonly usedLists: ReadonlySet<string>;
  readonly read: ReadCondition;
}

/** Puts lists into conditions and parses them; the same text gives the same tree again. */
export class ConditionReader {
  private readonly results = new Map<ByteString, ParseResult>();
  private readonly memos = new Map<string, Memo>();

  /** The names of the lists that the condition uses are added to `usedLists`. */
  read(written: WrittenCondition, lists: ListSubstitution, usedLists: Set<string>): ReadCondition {
    const { item, visibility } = written;
    const key = `${item.type} ${item.name}`;
    let memo = this.memos.get(key);
    if (memo?.visibility !== visibility || memo.listsVersion !== lists.version) {
      const { text, used } = lists.substitute(written.write());
      const read = this.parse(text ?? written.write(), text !== undefined, item);
      memo = { visibility, listsVersion: lists.version, usedLists: used, read };
      this.memos.set(key, memo);
    }
    for (const name of memo.usedLists) usedLists.add(name);
    return memo.read;
  }

  private parse(text: TracedText, isWhole: boolean, item: ItemName): ReadCondition {
    if (!isWhole) {
      const message = `the condition of ${item.type} \`${item.name}\` grows too large with its lists put in`;
      const problem = {
        kind: 'condition_too_large' as const,
        ...text.locate({ start: 0, end: 0 }),
        message,
        item,
      };
      return { text, condition: undefined, problem };
    }
    let result = this.results.get(text.bytes);
    if (result === undefined) {
      result = parseCondition(text.bytes, { maxDepth: RULE_MAX_DEPTH });
      this.results.set(text.bytes, result);
    }
    if (result.ok) return { text, condition: result.condition };
    const { kind, range, message, hint } = result.problem;
    const problem = { kind: `syntax:${kind}` as const, ...text.locate(range), message, hint, item };
    return { text, condition: undefined, problem };
  }
}
