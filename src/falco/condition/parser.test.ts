import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AnyNode, childrenOf } from './ast.ts';
import { encodeText } from './byte-string.ts';
import { parseCondition } from './parser.ts';

/** Raised for long runs; fast-check prints the seed of a failure. */
const RUNS = Number(process.env.FALCO_PROPERTY_RUNS ?? 3000);

/** Fragments of conditions, so that random texts get deep into the grammar. */
const FRAGMENTS = [
  'tool.name',
  'a.b[',
  ']',
  '(',
  ')',
  ',',
  '"',
  "'",
  '\\',
  ' ',
  '\n',
  '=',
  '!=',
  '<',
  '>= ',
  ' in ',
  ' and ',
  ' or ',
  'not ',
  'not(',
  'exists',
  ' contains ',
  ' regex ',
  'val(',
  'tolower(',
  'join(',
  'anyof ',
  'oneof (',
  '1',
  '-',
  '0x',
  '\\x4',
  'é',
  '\0',
  'm',
  '%',
] as const;

describe('parseCondition', () => {
  it('answers any text with a condition or a problem inside the text', () => {
    const texts = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.array(fc.constantFrom(...FRAGMENTS), { maxLength: 40 }).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const bytes = encodeText(text);
        const result = parseCondition(bytes);
        if (result.ok) return;
        const { offset, range, message } = result.problem;
        expect(offset).toBeLessThanOrEqual(bytes.length);
        expect(range.start).toBeLessThanOrEqual(range.end);
        expect(range.end).toBeLessThanOrEqual(bytes.length);
        expect(message).not.toBe('');
      }),
      { numRuns: RUNS },
    );
  });

  it.each([
    ['parentheses', `${'('.repeat(10_000)}a${')'.repeat(10_000)}`],
    ['negations', 'not('.repeat(10_000)],
    ['calls', `${'tolower('.repeat(10_000)}a.b${')'.repeat(10_000)} = x`],
  ])('refuses %s nested too deeply', (_, text) => {
    const result = parseCondition(text, { maxDepth: 1000 });
    expect(!result.ok && result.problem.kind).toBe('depth_limit');
  });

  it('takes time in proportion to the text', () => {
    const long = [
      'not '.repeat(300_000).concat('a'),
      `a.b = "${'\\"'.repeat(300_000)}`,
      `a.b in (${'x, '.repeat(100_000)}x)`,
      `${'a'.repeat(1_000_000)}`,
      `${'a.b = x or '.repeat(50_000)}c`,
      'a'.concat(' '.repeat(1_000_000), 'b'),
    ];
    const start = performance.now();
    for (const text of long) parseCondition(text);
    expect(performance.now() - start).toBeLessThan(5_000);
  });

  it('gives every node the bytes it was written with', () => {
    const text =
      'not a.b[k] = "x y" and (tolower(c.d) in (p, "q") or m) and e.f >= val(g.h) and i.j != anyof (z)';
    const result = parseCondition(text);
    const found = new Map<string, string[]>();
    const collect = (node: AnyNode): void => {
      const texts = found.get(node.kind) ?? [];
      texts.push(text.slice(node.range.start, node.range.end));
      found.set(node.kind, texts);
      for (const child of childrenOf(node)) collect(child);
    };
    if (result.ok) collect(result.condition);
    expect(Object.fromEntries(found)).toEqual({
      and: [text],
      not: ['not a.b[k] = "x y"'],
      comparison: ['a.b[k] = "x y"', 'tolower(c.d) in (p, "q")', 'e.f >= val(g.h)', 'i.j != anyof (z)'],
      field: ['a.b[k]', 'c.d', 'e.f', 'g.h', 'i.j'],
      literal: ['"x y"', 'p', '"q"', 'z'],
      or: ['tolower(c.d) in (p, "q") or m'],
      call: ['tolower(c.d)'],
      list: ['(p, "q")', '(z)'],
      macro: ['m'],
      val: ['val(g.h)'],
    });
  });
});

describe('a syntax problem', () => {
  it.each([
    // condition, culprit, message, hint
    ['', '', 'the condition is empty', undefined],
    [
      'a.b = x &&  c',
      '&&',
      'expected `and`, `or` or the end after a complete check, found `&&`',
      'write `and`',
    ],
    ['a AND b', 'AND', 'expected `and`, `or` or the end after a complete check, found `AND`', 'write `and`'],
    [
      'a) or b',
      ')',
      'expected `and`, `or` or the end after a complete check, found `)`',
      'no `(` is open here',
    ],
    [
      'a # b',
      '#',
      'expected `and`, `or` or the end after a complete check, found `#`',
      'a condition cannot hold comments',
    ],
    [
      'a.b = two words',
      'words',
      'expected `and`, `or` or the end after a complete check, found `words`',
      'a value that holds blanks, commas, quotes, `=` or parentheses needs quotes around it',
    ],
    [
      'lower(a.b) = x',
      '(',
      'expected `and`, `or` or the end after a complete check, found `(`',
      'the functions are tolower, toupper, b64, basename, len, join, concat, getopt and, on the right, val',
    ],
    [
      'tolower (a.b) = x',
      '(',
      'expected `and`, `or` or the end after a complete check, found `(`',
      'no blank may stand between `tolower` and its `(`',
    ],
    ['a and', '', 'expected a blank or `(` after `and`, found the end', undefined],
    ['"x" = a.b', '"x"', 'expected a field, a function, a macro or `(`, found `"x"`', undefined],
    [
      'a.b',
      '',
      'expected an operator after `a.b`, found the end',
      'to test that a field has a value write `exists`',
    ],
    [
      'a.b contain x',
      'contain',
      'expected an operator after `a.b`, found `contain`',
      'did you mean `contains`?',
    ],
    [
      'a.b contains"x"',
      'contains"x"',
      'expected an operator after `a.b`, found `contains"x"`',
      '`contains` needs a blank after it',
    ],
    [
      'a.b not in (x)',
      'not',
      'expected an operator after `a.b`, found `not`',
      '`not` stands before the whole check: `not field in (...)`',
    ],
    [
      'a.b =~ x',
      'x',
      'expected `and`, `or` or the end after a complete check, found `x`',
      'write `regex`, which must match the whole value',
    ],
    ['a.b like x', 'like', 'expected an operator after `a.b`, found `like`', 'write `glob` with `*` and `?`'],
    [
      'a.b > x',
      'x',
      'expected a number, `val(field)` or a function, found `x`',
      'strings are compared with `=`, `!=`, `contains`, `startswith` and the like',
    ],
    [
      'a.b = (x, y)',
      '(',
      'expected a value, found `(`',
      'to compare with several values write `in (...)` or `= anyof (...)`',
    ],
    ['a.b === x', '=', 'expected a value, found `=`', 'the operators are `=`, `==` and `!=`'],
    ['a.b = "x', '"x', 'the string that starts here has no closing "', undefined],
    [
      'a.b = "x\\"',
      '"x\\"',
      'the string that starts here has no closing "',
      'a quote after a backslash never closes a string, so a value cannot end in a backslash',
    ],
    [
      'a.b = "\\d"',
      '\\d',
      '`\\d` is not an escape of a quoted string',
      'the escapes are \\b \\f \\n \\r \\t \\\\ \\/ \\xHH and the quote itself; write \\\\ for a backslash',
    ],
    [
      'a.b = "\\\'"',
      "\\'",
      "`\\'` escapes a quote that does not need it here",
      'write it without the backslash',
    ],
    ['a.b = "\\x4"', '\\x4', '`\\x` needs exactly two hexadecimal digits, found `\\x4`', undefined],
    ['a.b in (x y)', 'y', 'expected `)`, found `y`', undefined],
    [
      'a.b in (val(c.d))',
      '(',
      'expected `)`, found `(`',
      'a list holds constants only, no fields or functions',
    ],
    [
      'a.b in "x"',
      '"x"',
      'expected a list in parentheses, a list\'s name, `val(field)` or a function, found `"x"`',
      undefined,
    ],
    ['a.b[] = x', ']', 'expected a key or an index in the brackets, found `]`', undefined],
    [
      'a.b[c d] = x',
      '',
      'expected `]`, found a blank',
      'a key that holds blanks, quotes or brackets needs quotes around it',
    ],
    [
      'len(x) > 1',
      'x',
      'expected a field, a function, a quoted string, a number or a list as argument, found `x`',
      undefined,
    ],
    ['concat(a.b c.d) = x', 'c.d', 'expected `,` or `)` after an argument, found `c.d`', undefined],
    ['a.b = val(x)', 'x', 'expected a field in `val(...)`, found `x`', undefined],
  ])('in %j points at %j', (text, culprit, message, hint) => {
    const result = parseCondition(text);
    const problem = result.ok ? undefined : result.problem;
    expect({
      culprit: problem && text.slice(problem.range.start, problem.range.end),
      message: problem?.message,
      hint: problem?.hint,
    }).toEqual({ culprit, message, hint });
  });
});
