import { expect, it } from 'vitest';
import { isOlder } from './version-order.ts';

it.each([
  ['0.1.0', '0.2.0', true],
  ['0.9.9', '0.10.0', true],
  ['1.0.0', '0.10.0', false],
  ['1.0.0', '1.0.0', false],
  ['1.0.0-rc.1', '1.0.1', true],
  ['strange', '1.0.0', false],
])('%s before %s: %s', (version, than, expected) => {
  expect(isOlder(version, than)).toBe(expected);
});
