import type { ByteRange } from '../condition/ast.ts';
import { type ByteString, decodeText, encodeText } from '../condition/byte-string.ts';
import { type Budget, STEP } from './budget.ts';
import type { ListDefinition } from './definitions.ts';
import type { TracedText } from './traced-text.ts';

const BLANKS = ' \t\n\r';
const DELIMITERS = `${BLANKS}(),=`;
const DELIMITER_RUN = /[ \t\n\r(),=]+/;

interface ResolvedList {
  readonly definition: ListDefinition;
  readonly name: ByteString;
  /** The items, those of lists among them included, as they are pasted. */
  readonly pasted: ByteString;
}

export interface Substitution {
  /** `undefined` if the text would grow beyond the budget. */
  readonly text: TracedText | undefined;
  /** The names of the lists that were pasted. */
  readonly used: ReadonlySet<string>;
}

/**
 * Puts the items of lists in the place of their names, in the text of a condition, before it is parsed. As in
 * Falco this knows nothing of the condition's grammar: any occurrence of a name between delimiters counts, even
 * in a quoted string.
 *
 * @see https://github.com/falcosecurity/falco/blob/master/userspace/engine/rule_loader_compiler.cpp
 */
export class ListSubstitution {
  /** Grows whenever a list is defined or changed. */
  readonly version: number;
  /** Names of lists that other lists name. */
  readonly usedByLists = new Set<string>();
  private readonly lists: readonly ResolvedList[];
  private readonly positions: ReadonlyMap<ByteString, number>;
  /** Lists whose names hold delimiters and so may span tokens. */
  private readonly irregular: readonly number[];
  private readonly budget: Budget;

  constructor(definitions: ReadonlyMap<string, ListDefinition>, budget: Budget) {
    this.budget = budget;
    this.version = [...definitions.values()].reduce((max, { visibility }) => Math.max(max, visibility), -1);
    this.lists = [...definitions.values()].map((definition) => this.resolve(definition, definitions));
    this.positions = new Map(this.lists.map((list, position) => [list.name, position]));
    this.irregular = this.lists.flatMap((list, position) =>
      DELIMITER_RUN.test(list.name) ? [position] : [],
    );
  }

  /** Pastes one list after the other, in order of definition: an earlier list's items may name later lists. */
  substitute(text: TracedText): Substitution {
    const used = new Set<string>();
    let current = text;
    const named = new Set(this.listsNamedIn(text.bytes));
    let position = this.next(named, -1, text.bytes);
    while (position !== undefined) {
      const list = this.lists[position] as ResolvedList;
      const pasted = this.paste(current, list);
      if (pasted === undefined) return { text: undefined, used };
      if (pasted !== current) {
        used.add(list.definition.name);
        for (const other of this.listsNamedIn(list.pasted)) named.add(other);
      }
      current = pasted;
      position = this.next(named, position, current.bytes);
    }
    return { text: current, used };
  }

  private listsNamedIn(bytes: ByteString): readonly number[] {
    return bytes.split(DELIMITER_RUN).flatMap((token) => this.positions.get(token) ?? []);
  }

  /** The first list after the given position that may be in the text. */
  private next(named: ReadonlySet<number>, after: number, bytes: ByteString): number | undefined {
    let next: number | undefined;
    for (const position of named) {
      if (position > after && (next === undefined || position < next)) next = position;
    }
    if (this.irregular.length === 0 || !this.budget.spend(this.irregular.length * bytes.length)) return next;
    const irregular = this.irregular.find(
      (position) => position > after && bytes.includes((this.lists[position] as ResolvedList).name),
    );
    return irregular !== undefined && (next === undefined || irregular < next) ? irregular : next;
  }

  /** Replaces every occurrence of the list's name; `undefined` if that exceeds the budget. */
  private paste(text: TracedText, list: ResolvedList): TracedText | undefined {
    let current = text;
    let at = current.bytes.indexOf(list.name);
    while (at !== -1) {
      const { bytes } = current;
      const nameEnd = at + list.name.length;
      if (isDelimited(bytes, at, nameEnd)) {
        const cost = bytes.length + list.pasted.length + current.pieceCount * STEP;
        if (!this.budget.spend(cost)) return undefined;
        const range = surroundings(bytes, at, nameEnd, list.pasted === '');
        const inserted = `${range.start > 0 ? ' ' : ''}${list.pasted} `;
        current = current.paste(
          range,
          inserted,
          { start: at, end: nameEnd },
          {
            message: `from list \`${list.definition.name}\`, which is defined here`,
            ...list.definition.place,
          },
        );
        at = range.start + list.pasted.length + 1;
      }
      at = current.bytes.indexOf(list.name, at + 1);
    }
    return current;
  }

  /** A list among the items stands for its own written items if it was defined before this list's last change. */
  private resolve(
    definition: ListDefinition,
    definitions: ReadonlyMap<string, ListDefinition>,
  ): ResolvedList {
    const items: ByteString[] = [];
    for (const { bytes } of definition.items) {
      const other = definitions.get(decodeText(bytes));
      if (other === undefined || other.index >= definition.visibility) {
        items.push(bytes);
        continue;
      }
      this.usedByLists.add(other.name);
      if (!this.budget.spend(other.items.length * STEP)) break;
      for (const item of other.items) items.push(item.bytes);
    }
    return { definition, name: encodeText(definition.name), pasted: join(items) };
  }
}

function join(items: readonly ByteString[]): ByteString {
  // An empty item vanishes only while nothing stands before it.
  const first = items.findIndex((item) => item !== '');
  return first === -1 ? '' : items.slice(first).map(quoteBlank).join(', ');
}

/** Quotes an item that holds a blank, unless it brings its own quotes; nothing in it is escaped. */
function quoteBlank(item: ByteString): ByteString {
  return item.includes(' ') && !/^["']/.test(item) ? `"${item}"` : item;
}

function isDelimited(bytes: ByteString, start: number, end: number): boolean {
  return (
    (start === 0 || DELIMITERS.includes(bytes[start - 1] as string)) &&
    (end >= bytes.length || DELIMITERS.includes(bytes[end] as string))
  );
}

/** The name with the blanks around it, and with one neighbouring comma if nothing takes its place. */
function surroundings(bytes: ByteString, nameStart: number, nameEnd: number, isEmpty: boolean): ByteRange {
  let start = nameStart;
  let end = nameEnd;
  while (start > 0 && BLANKS.includes(bytes[start - 1] as string)) start--;
  while (end < bytes.length && BLANKS.includes(bytes[end] as string)) end++;
  if (isEmpty && bytes[start - 1] === ',') start--;
  else if (isEmpty && bytes[end] === ',') end++;
  return { start, end };
}
