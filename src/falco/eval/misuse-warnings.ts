import { FUNCTION_NAMES, type Literal } from '../condition/ast.ts';
import { type ByteString, decodeText } from '../condition/byte-string.ts';
import type { ConditionWarningKind } from './condition-problem.ts';
import { resolveField } from './field-reference.ts';
import type { FieldCatalogue } from './fields.ts';

const CALL_OPENINGS = ['val', ...FUNCTION_NAMES].map((name) => `${name}(`);

export interface Misuse {
  readonly kind: ConditionWarningKind;
  readonly message: string;
  readonly hint: string;
}

/**
 * What a constant on the right side may have been meant to be.
 *
 * @see https://github.com/falcosecurity/libs/blob/master/userspace/libsinsp/filter.cpp
 */
export function findMisuses(
  catalogue: FieldCatalogue,
  literal: Literal,
  isRegex: boolean,
): readonly Misuse[] {
  const found: Misuse[] = [];
  const shown = decodeText(literal.value);
  if (isRegex && isNeedless(literal.value)) {
    found.push({
      kind: 'needless_regex',
      message: `the regular expression \`${shown}\` needs no regular expression`,
      hint: 'use `=`, `contains`, `startswith` or `endswith`',
    });
  }
  const dense = literal.value.replace(/[ \t\n\v\f\r]/g, '');
  const field = namesField(catalogue, dense);
  if (field === 'wrong') return found;
  if (field === 'yes') {
    found.push({
      kind: 'field_as_text',
      message: `\`${shown}\` is compared as text although it is a field`,
      hint: `write \`val(${shown})\` to compare with the field's value`,
    });
  }
  if (dense.endsWith(')') && CALL_OPENINGS.some((opening) => dense.startsWith(opening))) {
    found.push({
      kind: 'function_as_text',
      message: `\`${shown}\` is compared as text although it looks like a function call`,
      hint: 'write it without quotes to call the function',
    });
  }
  return found;
}

/** `wrong` where a field is named but used wrongly, which makes Falco look no further. */
function namesField(catalogue: FieldCatalogue, text: ByteString): 'yes' | 'no' | 'wrong' {
  const [name = ''] = text.split('[', 1);
  if (catalogue.get(name) === undefined) return 'no';
  const brackets = /^(?:\[([^\]]*)\])?$/s.exec(text.slice(name.length));
  if (brackets === null) return 'no';
  const resolution = resolveField(catalogue, name, brackets[1]);
  if (resolution.ok) return 'yes';
  return resolution.problem.kind === 'field_arg' ? 'wrong' : 'no';
}

/** No special character, apart from anchors and one "any characters" at either end. */
function isNeedless(pattern: ByteString): boolean {
  const last = pattern.length - 1;
  for (let index = 0; index <= last; index++) {
    const char = pattern[index] as string;
    if ((index === 0 && char === '^') || (index === last && char === '$')) continue;
    const atEdge = (index === 0 && pattern.length > 1) || index === last - 1;
    if (atEdge && char === '.' && '+*?'.includes(pattern[index + 1] as string)) index++;
    else if ('.+*?^$()[]{}|\\'.includes(char)) return false;
  }
  return true;
}
