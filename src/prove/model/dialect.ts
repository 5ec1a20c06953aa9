/** A tool that the model asks the agent to use. A text as `input` is for tools that take no JSON. */
export interface ToolUse {
  readonly id: string;
  readonly name: string;
  readonly input: unknown;
}

/** One model turn: tools to use, or a closing text. */
export type Turn =
  | { readonly kind: 'tools'; readonly uses: readonly ToolUse[] }
  | { readonly kind: 'text'; readonly text: string };

/** What came back for a tool use. */
export interface ToolResult {
  readonly id: string;
  readonly text: string;
  /** False, too, where a dialect has no word for it. */
  readonly isError: boolean;
}

/** A request for the next turn, as far as a script needs it. */
export interface ModelRequest {
  readonly model: string;
  readonly stream: boolean;
  /** Names of the tools on offer. */
  readonly tools: readonly string[];
  /** All that the user said, in order. */
  readonly prompt: string;
  /** All that the conversation holds, in order. */
  readonly results: readonly ToolResult[];
}

/** The small part of a model API that an agent's loop needs. */
export interface Dialect {
  /** The path of requests for a turn. */
  readonly path: RegExp;
  /** Reads a request body; what it does not know it leaves out. */
  read(body: unknown, path: string): ModelRequest;
  /** The turn as one JSON document. */
  renderJson(turn: Turn, model: string): string;
  /** The turn as server-sent events. */
  renderEvents(turn: Turn, model: string): string;
  /** Paths that are asked beside, with what they get. */
  readonly aside: readonly (readonly [RegExp, object])[];
}

/** The value's members, none where it is no object. */
export const record = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};

/** The value's items, none where it is no array. */
export const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** The value where it is a text, else nothing. */
export const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** The texts of content that is a text or a list of parts with a `text`, one per line. */
export function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  const texts = list(content).map((part) => text(record(part).text));
  return texts.filter((part) => part !== '').join('\n');
}

/** What the messages of the user say, where `key` holds the content. */
export const userText = (messages: readonly Readonly<Record<string, unknown>>[], key: string): string =>
  messages.flatMap((message) => (message.role === 'user' ? [textOf(message[key])] : [])).join('\n');

/** Server-sent events without names, as most dialects have them. */
export const events = (documents: readonly object[]): string =>
  documents.map((document) => `data: ${JSON.stringify(document)}\n\n`).join('');
