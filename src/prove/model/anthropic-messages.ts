import {
  type Dialect,
  list,
  type ModelRequest,
  record,
  type Turn,
  text,
  textOf,
  userText,
} from './dialect.ts';

/** Anthropic Messages. */
export const anthropicMessages: Dialect = {
  path: /\/v1\/messages$/,
  read,
  renderJson,
  renderEvents,
  aside: [[/\/v1\/messages\/count_tokens$/, { input_tokens: 1 }]],
};

function read(body: unknown): ModelRequest {
  const request = record(body);
  const messages = list(request.messages).map(record);
  const blocks = messages.flatMap(({ content }) => list(content).map(record));
  return {
    model: text(request.model),
    stream: request.stream === true,
    tools: list(request.tools).map((tool) => text(record(tool).name)),
    prompt: userText(messages, 'content'),
    results: blocks
      .filter(({ type }) => type === 'tool_result')
      .map(({ tool_use_id: id, content, is_error }) => {
        return { id: text(id), text: textOf(content), isError: is_error === true };
      }),
  };
}

const usage = { input_tokens: 1, output_tokens: 1 };

const stopReason = ({ kind }: Turn): string => (kind === 'text' ? 'end_turn' : 'tool_use');

function renderJson(turn: Turn, model: string): string {
  const content =
    turn.kind === 'text'
      ? [{ type: 'text', text: turn.text }]
      : turn.uses.map((use) => ({ type: 'tool_use', ...use }));
  return JSON.stringify({ ...message(model), content, stop_reason: stopReason(turn) });
}

const message = (model: string): object => ({
  id: 'msg_scripted',
  type: 'message',
  role: 'assistant',
  model,
  content: [],
  stop_reason: null,
  stop_sequence: null,
  usage,
});

function renderEvents(turn: Turn, model: string): string {
  const events: { readonly type: string; readonly [key: string]: unknown }[] = [
    { type: 'message_start', message: message(model) },
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
  events.push({
    type: 'message_delta',
    delta: { stop_reason: stopReason(turn), stop_sequence: null },
    usage,
  });
  events.push({ type: 'message_stop' });
  return events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join('');
}
