/** The small part of the Anthropic Messages API that an agent's loop needs. */

interface ToolUse {
  readonly id: string;
  readonly name: string;
  readonly input: unknown;
}

/** One model turn: tools to use, or a closing text. */
export type Turn =
  | { readonly kind: 'tools'; readonly uses: readonly ToolUse[] }
  | { readonly kind: 'text'; readonly text: string };

export interface MessagesRequest {
  readonly model: string;
  readonly stream: boolean;
  readonly tools: readonly string[];
  readonly messages: readonly { readonly role: string; readonly blocks: readonly Block[] }[];
}

type Block =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'tool_result'; readonly id: string; readonly text: string; readonly isError: boolean };

const record = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** Reads a request body; what it does not know it leaves out. */
export function readMessagesRequest(body: unknown): MessagesRequest {
  const request = record(body);
  return {
    model: String(request.model ?? ''),
    stream: request.stream === true,
    tools: list(request.tools).map((tool) => String(record(tool).name ?? '')),
    messages: list(request.messages).map((message) => ({
      role: String(record(message).role ?? ''),
      blocks: readBlocks(record(message).content),
    })),
  };
}

function readBlocks(content: unknown): Block[] {
  if (typeof content === 'string') return [{ kind: 'text', text: content }];
  return list(content).flatMap((item): Block[] => {
    const block = record(item);
    if (block.type === 'text') return [{ kind: 'text', text: String(block.text ?? '') }];
    if (block.type !== 'tool_result') return [];
    const text = readBlocks(block.content).map((part) => part.text);
    const id = String(block.tool_use_id ?? '');
    return [{ kind: 'tool_result', id, text: text.join('\n'), isError: block.is_error === true }];
  });
}

const usage = { input_tokens: 1, output_tokens: 1 };

/** The turn as one JSON message, for requests that do not stream. */
export function renderMessage(turn: Turn, model: string): string {
  return JSON.stringify({
    id: 'msg_scripted',
    type: 'message',
    role: 'assistant',
    model,
    content:
      turn.kind === 'text'
        ? [{ type: 'text', text: turn.text }]
        : turn.uses.map((use) => ({ type: 'tool_use', ...use })),
    stop_reason: turn.kind === 'text' ? 'end_turn' : 'tool_use',
    stop_sequence: null,
    usage,
  });
}

/** The turn as server-sent events. */
export function renderEventStream(turn: Turn, model: string): string {
  const message = { id: 'msg_scripted', type: 'message', role: 'assistant', model, content: [], usage };
  const events: { readonly type: string; readonly [key: string]: unknown }[] = [
    { type: 'message_start', message: { ...message, stop_reason: null, stop_sequence: null } },
  ];
  const block = (index: number, start: object, delta: object): void => {
    events.push({ type: 'content_block_start', index, content_block: start });
    events.push({ type: 'content_block_delta', index, delta });
    events.push({ type: 'content_block_stop', index });
  };
  if (turn.kind === 'text') {
    block(0, { type: 'text', text: '' }, { type: 'text_delta', text: turn.text });
  } else {
    for (const [index, { id, name, input }] of turn.uses.entries()) {
      const json = { type: 'input_json_delta', partial_json: JSON.stringify(input) };
      block(index, { type: 'tool_use', id, name, input: {} }, json);
    }
  }
  const stop_reason = turn.kind === 'text' ? 'end_turn' : 'tool_use';
  events.push({ type: 'message_delta', delta: { stop_reason, stop_sequence: null }, usage });
  events.push({ type: 'message_stop' });
  return events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join('');
}
