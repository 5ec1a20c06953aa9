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

/** OpenAI Responses. A tool use whose input is a text becomes a custom tool call, which takes no JSON. */
export const openaiResponses: Dialect = {
  path: /\/v1\/responses$/,
  read,
  renderJson: (turn, model) => JSON.stringify(response(model, 'completed', items(turn))),
  renderEvents,
  aside: [],
};

const RESULTS: ReadonlySet<unknown> = new Set(['function_call_output', 'custom_tool_call_output']);

function read(body: unknown): ModelRequest {
  const request = record(body);
  const items = list(request.input).map(record);
  return {
    model: text(request.model),
    stream: request.stream === true,
    tools: list(request.tools).map((tool) => text(record(tool).name)),
    prompt: userText(items, 'content'),
    results: items
      .filter(({ type }) => RESULTS.has(type))
      .map(({ call_id: id, output }) => ({ id: text(id), text: textOf(output), isError: false })),
  };
}

function items(turn: Turn): readonly object[] {
  if (turn.kind === 'text') {
    const content = [{ type: 'output_text', text: turn.text, annotations: [] }];
    return [{ type: 'message', id: 'msg_scripted', role: 'assistant', status: 'completed', content }];
  }
  return turn.uses.map(({ id, name, input }) => {
    const call = { id: `item_${id}`, call_id: id, name, status: 'completed' };
    return typeof input === 'string'
      ? { ...call, type: 'custom_tool_call', input }
      : { ...call, type: 'function_call', arguments: JSON.stringify(input) };
  });
}

const usage = {
  input_tokens: 1,
  input_tokens_details: { cached_tokens: 0 },
  output_tokens: 1,
  output_tokens_details: { reasoning_tokens: 0 },
  total_tokens: 2,
};

const response = (model: string, status: string, output: readonly object[]): object => ({
  id: 'resp_scripted',
  object: 'response',
  created_at: 0,
  model,
  status,
  output,
  ...(status === 'completed' && { usage }),
});

function renderEvents(turn: Turn, model: string): string {
  const output = items(turn);
  const events = [
    { type: 'response.created', response: response(model, 'in_progress', []) },
    ...output.flatMap((item, output_index) => [
      { type: 'response.output_item.added', output_index, item },
      { type: 'response.output_item.done', output_index, item },
    ]),
    { type: 'response.completed', response: response(model, 'completed', output) },
  ];
  return events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join('');
}
