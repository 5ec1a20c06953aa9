import { describe, expect, it } from 'vitest';
import { plainAddress } from './address.ts';

describe('plainAddress', () => {
  it.each([
    '0xa9fea9fe',
    '2852039166',
    '0251.0376.0251.0376',
    '0xa9.0xfe.0xa9.0xfe',
    '0251.254.43518',
    '169.16689662',
    '::ffff:169.254.169.254',
    '::ffff:a9fe:a9fe',
    '169.254.169.254',
  ])('reads %s as connect(2) does', (spelling) => {
    expect(plainAddress(spelling)).toBe('169.254.169.254');
  });

  it.each(['1.2.3', '1.2.3.4'])('fills up %s', (spelling) => {
    expect(plainAddress(spelling)).toMatch(/^1\.2\.(?:0\.3|3\.4)$/);
  });

  it.each([
    'a.example',
    '1.2.3.4.5',
    '256.1.1.1',
    '4294967296',
    '1.2.3.4.nip.io',
    'fd00:ec2::254',
    '::1',
    '::',
    '0y1',
    '',
  ])('leaves %j alone', (host) => {
    expect(plainAddress(host)).toBe(host);
  });
});
