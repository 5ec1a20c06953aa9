import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type ScriptedModel, startScriptedModel, toolUseId } from './scripted-model.ts';

let model: ScriptedModel;
let before: string[];

beforeEach(async () => {
  before = [];
  model = await startScriptedModel({
    main: [
      { id: 'first', tool: 'Bash', input: { command: 'true' } },
      { id: 'second', tool: 'Read', input: { file_path: '/a' }, before: () => void before.push('second') },
    ],
    sub: [{ id: 'below', tool: 'Bash', input: { command: 'pwd' } }],
  });
});
afterEach(() => model.close());

const user = (text: string) => ({ role: 'user', content: text });
const result = (script: string, index: number, text: string, is_error = false) => ({
  role: 'user',
  content: [
    {
      type: 'tool_result',
      tool_use_id: toolUseId(script, index),
      content: [{ type: 'text', text }],
      is_error,
    },
  ],
});

async function ask(messages: readonly object[], more: object = {}): Promise<string> {
  const body = JSON.stringify({ model: 'm', tools: [{ name: 'Bash' }], messages, ...more });
  const response = await fetch(`${model.url}/v1/messages?beta=true`, { method: 'POST', body });
  return response.text();
}

const turn = async (messages: readonly object[], more: object = {}) =>
  JSON.parse(await ask(messages, more)).content;

describe('a scripted model', () => {
  test('asks for the calls of its script one after the other', async () => {
    expect(await turn([user('go')])).toEqual([
      { type: 'tool_use', id: 'toolu_mainx0000', name: 'Bash', input: { command: 'true' } },
    ]);
    expect(await turn([user('go'), result('main', 0, 'ok')])).toMatchObject([{ name: 'Read' }]);
    expect(await turn([user('go'), result('main', 0, 'ok'), result('main', 1, 'ok')])).toEqual([
      { type: 'text', text: 'script main done' },
    ]);
    expect(before).toEqual(['second']);
    expect([...model.offered]).toEqual(['Bash']);
  });

  test('asks again for the same call when a request is repeated', async () => {
    expect(await turn([user('go')])).toEqual(await turn([user('go')]));
  });

  test('remembers what it was told, the first time it is told', async () => {
    await turn([user('go'), result('main', 0, 'stopped', true)]);
    await turn([user('go'), result('main', 0, 'changed later')]);
    expect(model.told).toEqual(new Map([['first', { text: 'stopped', isError: true }]]));
  });

  test('plays a subagent by the mark in its prompt', async () => {
    expect(await turn([user('SCRIPT:sub')])).toMatchObject([
      { id: 'toolu_subx0000', input: { command: 'pwd' } },
    ]);
    expect(await turn([user('SCRIPT:sub'), result('sub', 0, '/')])).toMatchObject([
      { text: 'script sub done' },
    ]);
    expect(model.told.get('below')?.text).toBe('/');
  });

  test('answers side requests, which offer no tools, without moving on', async () => {
    expect(await turn([user('title?')], { tools: [] })).toEqual([{ type: 'text', text: 'ok' }]);
    expect(model.told.size).toBe(0);
  });

  test('streams the same turn when asked to', async () => {
    const events = (await ask([user('go')], { stream: true }))
      .split('\n')
      .filter((line) => line.startsWith('data: '))
      .map((line) => JSON.parse(line.slice('data: '.length)));
    expect(events.map(({ type }) => type)).toEqual([
      'message_start',
      'content_block_start',
      'content_block_delta',
      'content_block_stop',
      'message_delta',
      'message_stop',
    ]);
    expect(events[2].delta).toEqual({ type: 'input_json_delta', partial_json: '{"command":"true"}' });
    expect(events[4].delta.stop_reason).toBe('tool_use');
  });

  test('counts tokens, and notes requests that it does not serve', async () => {
    const count = await fetch(`${model.url}/v1/messages/count_tokens`, { method: 'POST', body: '{}' });
    expect(await count.json()).toEqual({ input_tokens: 1 });
    expect((await fetch(`${model.url}/v1/files`)).status).toBe(404);
    expect(model.strays).toEqual(['GET /v1/files']);
  });
});
