import {
  type Dialect,
  events,
  list,
  type ModelRequest,
  record,
  type Turn,
  text,
  textOf,
  userText,
} from './dialect.ts';

/** OpenAI Chat Completions. */
export const openaiChat: Dialect = {
  path: /\/v1\/chat\/completions$/,
  read,
  renderJson,
  renderEvents,
  aside: [],
};

function read(body: unknown): ModelRequest {
  const request = record(body);
  const messages = list(request.messages).map(record);
  return {
    model: text(request.model),
    stream: request.stream === true,
    tools: list(request.tools).map((tool) => text(record(record(tool).function).name)),
    prompt: userText(messages, 'content'),
    results: messages
      .filter(({ role }) => role === 'tool')
      .map(({ tool_call_id: id, content }) => ({ id: text(id), text: textOf(content), isError: false })),
  };
}

const usage = { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 };

const finishReason = ({ kind }: Turn): string => (kind === 'text' ? 'stop' : 'tool_calls');

const document = (object: string, model: string, more: object): object => ({
  id: 'chatcmpl-scripted',
  object,
  created: 0,
  model,
  ...more,
});

function said(turn: Turn): object {
  if (turn.kind === 'text') return { role: 'assistant', content: turn.text };
  const calls = turn.uses.map(({ id, name, input }, index) => ({
    index,
    id,
    type: 'function',
    function: { name, arguments: JSON.stringify(input) },
  }));
  return { role: 'assistant', content: null, tool_calls: calls };
}

function renderJson(turn: Turn, model: string): string {
  const choices = [{ index: 0, message: said(turn), finish_reason: finishReason(turn) }];
  return JSON.stringify(document('chat.completion', model, { choices, usage }));
}

function renderEvents(turn: Turn, model: string): string {
  const chunk = (delta: object, finish_reason: string | null): object =>
    document('chat.completion.chunk', model, { choices: [{ index: 0, delta, finish_reason }] });
  const end = document('chat.completion.chunk', model, { choices: [], usage });
  return `${events([chunk(said(turn), null), chunk({}, finishReason(turn)), end])}data: [DONE]\n\n`;
}
