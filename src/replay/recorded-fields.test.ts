import { expect, test } from 'vitest';
import { partialEvent } from './recorded-fields.ts';

test('an event without masks and cuts is known whole', () => {
  expect(partialEvent({ 'tool.name': 'Bash', 'exec.arg': ['a', 'b'] })).toBeUndefined();
});

test('what is known of a masked field is what stands around the mask', () => {
  const event = partialEvent({ 'tool.name': 'Bash', 'exec.arg': ['-u', 'dev:****'] });
  expect(event?.partial('tool.name')).toBeUndefined();
  expect(event?.partial('exec.arg')).toEqual({ texts: [['-u'], ['dev:', '']], isComplete: true });
});

test.each<[what: string, input: string, known: unknown]>([
  ['whole', '{"a": "x", "b": "p****"}', undefined],
  ['masked', '{"a": "p****"}', { texts: [['p', '']], isComplete: true }],
  ['lost with the JSON around it', '{"a": "x", "b": ****', { texts: [], isComplete: false }],
])('an argument is known: %s', (_what, input, known) => {
  expect(partialEvent({ 'tool.input': input })?.partial('tool.arg', 'a')).toEqual(known);
});
