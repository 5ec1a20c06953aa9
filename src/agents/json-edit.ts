import type { Node } from 'jsonc-parser';
import type { Json } from './agent.ts';
import { indentAt, type JsonText } from './json-text.ts';

/**
 * Edits of JSON text that touch nothing but the value concerned. Each gives the whole new text. They are
 * made by hand because `modify` of jsonc-parser lays out every line it touches anew, the neighbours' too.
 *
 * `removeChild` undoes `appendMember` and `appendItem` to the character.
 */

/** The text with `"key": value` as the last member of an object. */
export function appendMember(json: JsonText, object: Node, key: string, value: Json): string {
  return append(json, object, (print) => `${JSON.stringify(key)}:${print.gap}${print.value(value)}`);
}

/** The text with `value` as the last item of an array. */
export function appendItem(json: JsonText, array: Node, value: Json): string {
  return append(json, array, (print) => print.value(value));
}

/** The text with another value in the place of `node`. */
export function replaceValue(json: JsonText, node: Node, value: Json): string {
  const multiline = json.text.slice(node.offset, endOf(node)).includes('\n');
  return splice(json.text, node.offset, endOf(node), printer(json, node.offset, multiline).value(value));
}

/** The text without a member of an object (its `property` node) or an item of an array. */
export function removeChild(json: JsonText, child: Node): string {
  const container = child.parent;
  const siblings = container?.children ?? [];
  const index = siblings.indexOf(child);
  const previous = siblings[index - 1];
  const next = siblings[index + 1];
  if (previous !== undefined) {
    const gap = json.text.slice(endOf(previous), child.offset);
    return splice(json.text, endOf(previous), endOf(child), commentsOf(gap, json.text.slice(endOf(child))));
  }
  if (next !== undefined) {
    const gap = json.text.slice(endOf(child), next.offset);
    return splice(json.text, child.offset, next.offset, commentsOf(gap, '').trimStart());
  }
  if (container === undefined) return '';
  const tail = json.eol + indentAt(json.text, container.offset);
  const end = endOf(child) + (json.text.startsWith(tail, endOf(child)) ? tail.length : 0);
  return splice(json.text, container.offset + 1, end, '');
}

/** What stays of the text between two siblings when one of them goes: its comments, the line end of a last one included. */
function commentsOf(gap: string, after: string): string {
  if (!gap.includes('/')) return '';
  const comments = gap.replace(/(\/\/[^\n]*|\/\*[\s\S]*?\*\/)|,/g, (_, comment?: string) => comment ?? '');
  return /^[ \t]*\r?\n/.test(after) ? comments.trimEnd() : comments;
}

interface Printer {
  /** Between a colon or comma and what follows on the same line. */
  readonly gap: string;
  value(value: Json): string;
}

function append(json: JsonText, container: Node, render: (print: Printer) => string): string {
  const { text, eol } = json;
  const first = container.children?.[0];
  const last = container.children?.at(-1);
  if (first !== undefined && last !== undefined) {
    const multiline = text.slice(container.offset, first.offset).includes('\n');
    const print = printer(json, last.offset, multiline);
    const lead = multiline ? eol + indentAt(text, last.offset) : print.gap;
    return splice(text, endOf(last), endOf(last), `,${lead}${render(print)}`);
  }
  const inside = container.offset + 1;
  if (container.parent !== undefined && !text.trim().includes('\n')) {
    return splice(text, inside, inside, render(printer(json, inside, false)));
  }
  const outer = eol + indentAt(text, container.offset);
  const print = printer(json, container.offset, true, json.indent);
  return splice(text, inside, inside, `${outer}${json.indent}${render(print)}${outer}`);
}

function printer(json: JsonText, offset: number, multiline: boolean, deeper = ''): Printer {
  if (!multiline) {
    const gap = /"\s*:\s/.test(json.text) ? ' ' : '';
    return { gap, value: (value) => JSON.stringify(value) };
  }
  const lead = json.eol + indentAt(json.text, offset) + deeper;
  const value = (item: Json): string => JSON.stringify(item, null, json.indent).replaceAll('\n', lead);
  return { gap: ' ', value };
}

const endOf = (node: Node): number => node.offset + node.length;

const splice = (text: string, start: number, end: number, content: string): string =>
  text.slice(0, start) + content + text.slice(end);
