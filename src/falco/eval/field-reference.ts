import { type ByteString, decodeText } from '../condition/byte-string.ts';
import type { FieldArgument, FieldCatalogue, FieldDefinition } from './fields.ts';

/** A field as a condition or an output names it: what is read once per event. */
export interface FieldReference {
  readonly definition: FieldDefinition;
  /** The definition's place in its catalogue. */
  readonly place: number;
  /** Absent where no brackets are; may be empty. */
  readonly argument?: string;
  /** `name` or `name[argument]`, in bytes. */
  readonly text: ByteString;
}

export interface FieldProblem {
  readonly kind: 'unknown_field' | 'field_arg';
  readonly message: string;
  readonly hint?: string;
}

export type FieldResolution =
  | { readonly ok: true; readonly reference: FieldReference }
  | { readonly ok: false; readonly problem: FieldProblem };

const MAX_INDEX = 2n ** 64n - 1n;

/**
 * Looks a field up and checks its argument.
 *
 * Falco glues name and argument together, cuts the text at the first blank and reads the argument up to the
 * first `]`; hence a key with a blank is an error and one with a `]` makes the field unknown.
 *
 * @see https://github.com/falcosecurity/libs/blob/master/userspace/libsinsp/plugin_filtercheck.cpp
 */
export function resolveField(
  catalogue: FieldCatalogue,
  name: string,
  argument: ByteString | undefined,
): FieldResolution {
  const definition = catalogue.get(name);
  if (definition === undefined) return unknownField(catalogue, name);
  const place = catalogue.placeOf(name);
  if (argument === undefined) {
    return definition.argument?.required
      ? argumentProblem(`\`${name}\` needs ${describe(definition.argument)} in brackets`, example(definition))
      : { ok: true, reference: { definition, place, text: name } };
  }
  const text = `${name}[${argument}]`;
  if (definition.builtIn) return unknownField(catalogue, decodeText(text));
  if (argument.includes(' ')) return argumentProblem('a key in brackets cannot hold blanks');
  if (definition.argument === undefined) {
    return argumentProblem(`\`${name}\` takes no argument in brackets`, `write \`${name}\``);
  }
  const shown = argument.split(']', 1)[0] as string;
  if (definition.argument.kind === 'index' && !isIndex(shown)) {
    return argumentProblem(
      `\`${decodeText(shown)}\` is not an index: expected a decimal number without leading zeros`,
      example(definition),
    );
  }
  if (shown !== argument) return unknownField(catalogue, decodeText(text));
  return { ok: true, reference: { definition, place, argument: decodeText(argument), text } };
}

function isIndex(text: string): boolean {
  return /^(?:0|[1-9][0-9]*)$/.test(text) && BigInt(text) <= MAX_INDEX;
}

function unknownField(catalogue: FieldCatalogue, name: string): FieldResolution {
  const nearest = catalogue.nearest(name);
  const message = `the source \`${catalogue.source}\` has no field \`${name}\``;
  const hint = nearest === undefined ? {} : { hint: `did you mean \`${nearest}\`?` };
  return { ok: false, problem: { kind: 'unknown_field', message, ...hint } };
}

function argumentProblem(message: string, hint?: string): FieldResolution {
  return { ok: false, problem: { kind: 'field_arg', message, ...(hint === undefined ? {} : { hint }) } };
}

function describe(argument: FieldArgument): string {
  return { key: 'a key', index: 'an index', 'key-or-index': 'a key or an index' }[argument.kind];
}

function example(definition: FieldDefinition): string {
  return `write \`${definition.name}[${definition.argument?.kind === 'index' ? '0' : 'name'}]\``;
}
