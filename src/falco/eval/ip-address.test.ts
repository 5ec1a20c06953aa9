import { expect, test } from 'vitest';
import { contains, formatAddress, type Network, parseAddress, parseNetwork } from './ip-address.ts';

test.each([
  ['1.2.3.4', '1.2.3.4'],
  ['0.0.0.0', '0.0.0.0'],
  ['::', '::'],
  ['::1', '::1'],
  ['2001:DB8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
  ['1:2:3:4:5:6:7:8', '1:2:3:4:5:6:7:8'],
  ['1:0:3:4:5:6:7:8', '1:0:3:4:5:6:7:8'],
  ['fe80::', 'fe80::'],
  ['::ffff:102:304', '::ffff:1.2.3.4'],
  ['::102:304', '::1.2.3.4'],
])('%s is written %s', (text, expected) => {
  expect(formatAddress(parseAddress(text) as string)).toBe(expected);
});

test.each([
  '',
  '1.2.3',
  '1.2.3.4.5',
  '1.2.3.256',
  '01.2.3.4',
  '1.2.3.4 ',
  ':',
  ':::',
  '1::2::3',
  '1:2:3:4:5:6:7',
  '1:2:3:4:5:6:7::8',
  '12345::',
  'g::',
  // With a dot, Falco reads it as IPv4.
  '::ffff:1.2.3.4',
])('%j is no address', (text) => {
  expect(parseAddress(text)).toBeUndefined();
});

test.each([
  ['10.0.0.0/8', '10.255.0.1', true],
  ['10.0.0.0/8', '11.0.0.1', false],
  ['10.1.2.3/8', '10.9.9.9', true],
  ['192.168.4.0/22', '192.168.7.255', true],
  ['192.168.4.0/22', '192.168.8.0', false],
  ['0.0.0.0/0', '255.255.255.255', true],
  ['0.0.0.0/0', '::1', false],
  ['1.2.3.4/32', '1.2.3.4', true],
  ['1.2.3.4/32', '1.2.3.5', false],
  ['2001:db8::/33', '2001:db8:7fff::1', true],
  ['2001:db8::/33', '2001:db8:8000::1', false],
  ['::1/128', '::1', true],
])('%s contains %s: %s', (network, address, expected) => {
  expect(contains(parseNetwork(network) as Network, parseAddress(address) as string)).toBe(expected);
});

test('a prefix is stored in a byte before its range is checked', () => {
  expect(parseNetwork('10.0.0.0/264')?.prefix).toBe(8);
});

test.each(['10.0.0.0', '10.0.0.0/', '10.0.0.0/33', '10.0.0.0/x', '::/0', '::/129', 'x/8'])(
  '%j is no network',
  (text) => {
    expect(parseNetwork(text)).toBeUndefined();
  },
);
