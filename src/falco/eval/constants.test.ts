import { describe, expect, test } from 'vitest';
import { parseConstant, parseHexConstant } from './constants.ts';

describe('parseConstant', () => {
  test.each([
    ['string', 'é', 'é'],
    ['string', '', ''],
    ['fspath', '/etc', '/etc'],
    ['bytes', 'a\0b', 'a\0b'],
    ['bool', 'true', true],
    ['bool', 'false', false],
    ['uint64', '-1', 18446744073709551615n],
    ['uint64', '5\0x', 5],
    ['int32', '4294967295', -1],
    ['double', '7', 7],
    ['reltime', '1000', 1000],
    ['port', '443', 443],
    ['port', 'https', 443],
    ['port', '', 0],
    ['port', '65537', 1],
    ['ipaddr', '1.2.3.4', '\x01\x02\x03\x04'],
  ] as const)('reads a %s from %j', (type, text, value) => {
    expect(parseConstant(type, text)).toEqual({ ok: true, value });
  });

  test.each([
    ['string', 'a\0b', 'nul_in_value'],
    ['string', 'x'.repeat(256), 'value_too_long'],
    ['bytes', 'x'.repeat(256), 'value_too_long'],
    ['bool', 'TRUE', 'bad_bool'],
    ['uint64', '1x', 'bad_number'],
    ['double', '1.5', 'bad_number'],
    ['port', '4294967296', 'bad_port'],
    ['port', 'nowhere', 'bad_port'],
    ['ipaddr', '1.2.3', 'bad_ip'],
    ['ipnet', '1.2.3.4', 'bad_ip'],
  ] as const)('refuses a %s from %j as %s', (type, text, kind) => {
    expect(parseConstant(type, text)).toMatchObject({ ok: false, kind });
  });

  test('takes 255 bytes', () => {
    expect(parseConstant('string', 'x'.repeat(255)).ok).toBe(true);
  });

  test('shows a long constant cut', () => {
    const result = parseConstant('bool', 'y'.repeat(100));
    expect(result.ok ? '' : result.message).toBe(
      `expected \`true\` or \`false\`, found \`${'y'.repeat(40)}...\``,
    );
  });
});

describe('parseHexConstant', () => {
  test.each([
    ['', ''],
    ['00fF7a', '\x00\xffz'],
  ])('reads %j', (text, value) => {
    expect(parseHexConstant(text)).toEqual({ ok: true, value });
  });

  test.each(['0', 'xx', '0x41', '41 42'])('refuses %j', (text) => {
    expect(parseHexConstant(text)).toMatchObject({ ok: false, kind: 'bad_hex' });
  });
});
