import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type ScriptedModel, startScriptedModel, toolUseId } from './scripted-model.ts';

let model: ScriptedModel;

beforeEach(async () => {
  model = await startScriptedModel({
    proof: [
      { id: 'first', tool: 'shell', input: { command: 'true' } },
      { id: 'second', tool: 'patch', input: 'a text' },
    ],
  });
});
afterEach(() => model.close());

const ID = toolUseId('proof', 0);
const PROMPT = 'Play SCRIPT:proof';

interface DialectCase {
  readonly name: string;
  readonly path: string;
  /** The conversation so far, as the agent sends it: with or without the first result. */
  readonly body: (result?: string) => object;
  /** What of the first turn names the call, its id and its input. */
  readonly call: object;
  /** Where the documents of the stream hold the call. */
  readonly streamed: (documents: readonly Json[]) => unknown;
}

// biome-ignore lint/suspicious/noExplicitAny: documents of four APIs, of which only what is asked for matters
type Json = any;

const CASES: readonly DialectCase[] = [
  {
    name: 'Anthropic Messages',
    path: '/v1/messages',
    body: (result) => ({
      tools: [{ name: 'shell' }],
      messages: [
        { role: 'user', content: [{ type: 'text', text: 'environment' }] },
        { role: 'user', content: [{ type: 'text', text: PROMPT }] },
        ...(result === undefined
          ? []
          : [{ role: 'user', content: [{ type: 'tool_result', tool_use_id: ID, content: result }] }]),
      ],
    }),
    call: { type: 'tool_use', id: ID, name: 'shell', input: {} },
    streamed: (documents) => documents[1].content_block,
  },
  {
    name: 'OpenAI Responses',
    path: '/v1/responses',
    body: (result) => ({
      tools: [{ type: 'function', name: 'shell' }],
      input: [
        { type: 'message', role: 'developer', content: [{ type: 'input_text', text: 'rules' }] },
        { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'environment' }] },
        { type: 'message', role: 'user', content: [{ type: 'input_text', text: PROMPT }] },
        ...(result === undefined ? [] : [{ type: 'function_call_output', call_id: ID, output: result }]),
      ],
    }),
    call: { type: 'function_call', call_id: ID, name: 'shell', arguments: '{"command":"true"}' },
    streamed: (documents) => documents.at(-1).response.output[0],
  },
  {
    name: 'OpenAI Chat Completions',
    path: '/v1/chat/completions',
    body: (result) => ({
      tools: [{ type: 'function', function: { name: 'shell' } }],
      messages: [
        { role: 'system', content: 'rules' },
        { role: 'user', content: PROMPT },
        ...(result === undefined ? [] : [{ role: 'tool', tool_call_id: ID, content: result }]),
      ],
    }),
    call: {
      index: 0,
      id: ID,
      type: 'function',
      function: { name: 'shell', arguments: '{"command":"true"}' },
    },
    streamed: (documents) => documents[0].choices[0].delta.tool_calls[0],
  },
  {
    name: 'Gemini',
    path: '/v1beta/models/gemini-2.5-flash:streamGenerateContent',
    body: (result) => ({
      tools: [{ functionDeclarations: [{ name: 'shell' }] }],
      contents: [
        { role: 'user', parts: [{ text: PROMPT }] },
        ...(result === undefined
          ? []
          : [{ role: 'user', parts: [{ functionResponse: { id: ID, response: { output: result } } }] }]),
      ],
    }),
    call: { functionCall: { id: ID, name: 'shell', args: { command: 'true' } } },
    streamed: (documents) => documents[0].candidates[0].content.parts[0],
  },
];

async function stream(path: string, body: object): Promise<readonly Json[]> {
  const request = JSON.stringify({ model: 'm', stream: true, ...body });
  const response = await fetch(`${model.url}${path}`, { method: 'POST', body: request });
  expect(response.headers.get('content-type')).toBe('text/event-stream');
  const lines = (await response.text()).split('\n').filter((line) => line.startsWith('data: {'));
  return lines.map((line) => JSON.parse(line.slice('data: '.length)));
}

describe.each(CASES)('$name', ({ path, body, call, streamed }) => {
  test('carries a call to the agent', async () => {
    expect(streamed(await stream(path, body()))).toMatchObject(call);
    expect([...model.asked]).toEqual(['first']);
  });

  test('carries back what the model is told, and then the next call', async () => {
    expect(JSON.stringify(await stream(path, body('blocked: why')))).toContain('"patch"');
    expect(model.told).toEqual(new Map([['first', { text: 'blocked: why', isError: false }]]));
  });

  test('answers what offers no tools with a text', async () => {
    expect(JSON.stringify(await stream(path, { ...body(), tools: [] }))).toContain('"ok"');
    expect(model.asked.size).toBe(0);
  });
});

test.each([
  ['/v1/messages/count_tokens', { input_tokens: 1 }],
  ['/v1beta/models/gemini-2.5-flash:countTokens', { totalTokens: 1 }],
])('counts tokens at %s', async (path, answer) => {
  const response = await fetch(model.url + path, { method: 'POST', body: '{}' });
  expect(await response.json()).toEqual(answer);
  expect(model.strays).toEqual([]);
});

test.each(['/v1/messages', '/v1/responses', '/v1/chat/completions', '/v1beta/models/m:generateContent'])(
  'a request to %s that makes no sense is refused or answered, and the model lives on',
  async (path) => {
    for (const body of ['', '[]', '{"messages":7,"input":{},"contents":"x","tools":[1,null]}']) {
      const { status } = await fetch(model.url + path, { method: 'POST', body });
      expect([200, 400]).toContain(status);
    }
    expect(model.told.size).toBe(0);
  },
);

test('a text as input is a custom tool call in OpenAI Responses', async () => {
  const body = CASES[1]?.body('done') ?? {};
  const documents = await stream('/v1/responses', body);
  expect(documents.at(-1).response.output).toMatchObject([
    { type: 'custom_tool_call', name: 'patch', input: 'a text' },
  ]);
});
