import { nearestName } from '../falco/index.ts';

/** What a setting can hold. */
export type SettingType =
  | { readonly kind: 'choice'; readonly values: readonly string[] }
  | { readonly kind: 'switch' }
  /** A whole number, both bounds included. */
  | { readonly kind: 'number'; readonly min: number; readonly max: number; readonly unit?: string }
  /** A list of names: any, or those of `values`. */
  | {
      readonly kind: 'names';
      readonly what: string;
      readonly values?: readonly string[];
      readonly mayBeEmpty: boolean;
    }
  /** A list of maps that another reader understands. */
  | { readonly kind: 'items'; readonly what: string }
  /** A map with a reader of its own, which says where in it something is wrong, and gives what is right. */
  | {
      readonly kind: 'map';
      readonly read: (value: unknown) => {
        readonly value: unknown;
        readonly problems: readonly PartProblem[];
      };
      readonly schema: () => Readonly<Record<string, unknown>>;
    };

/** What is wrong at a place in a value, which the path leads to. */
export interface PartProblem {
  readonly path: readonly string[];
  readonly message: string;
}

/** Why a value is not of a type, as what would have been right; `undefined` when it is. */
export function mismatch(type: SettingType, value: unknown): string | undefined {
  switch (type.kind) {
    case 'choice':
      return type.values.includes(value as string)
        ? undefined
        : `one of ${type.values.join(', ')}${suggestion(value, type.values)}`;
    case 'switch':
      return typeof value === 'boolean' ? undefined : 'true or false';
    case 'number':
      return Number.isSafeInteger(value) && (value as number) >= type.min && (value as number) <= type.max
        ? undefined
        : `a whole number${type.unit === undefined ? '' : ` of ${type.unit}`} from ${type.min} to ${type.max}`;
    case 'names':
      return namesMismatch(type, value);
    case 'items':
      return Array.isArray(value) ? undefined : `a list of ${type.what}`;
    case 'map':
      return type.read(value).problems[0]?.message;
  }
}

/** The type as JSON Schema. */
export function typeSchema(type: SettingType): Readonly<Record<string, unknown>> {
  switch (type.kind) {
    case 'choice':
      return { enum: type.values };
    case 'switch':
      return { type: 'boolean' };
    case 'number':
      return { type: 'integer', minimum: type.min, maximum: type.max };
    case 'names': {
      const items = type.values === undefined ? { type: 'string', minLength: 1 } : { enum: type.values };
      return { type: 'array', items, ...(!type.mayBeEmpty && { minItems: 1 }) };
    }
    case 'items':
      return { type: 'array' };
    case 'map':
      return { default: {}, ...type.schema() };
  }
}

function namesMismatch(
  { what, values, mayBeEmpty }: SettingType & { readonly kind: 'names' },
  value: unknown,
): string | undefined {
  const isList = Array.isArray(value) && value.every((name) => typeof name === 'string' && name !== '');
  if (!isList || (value.length === 0 && !mayBeEmpty)) return `a list of ${what}`;
  const unknown = values && value.find((name) => !values.includes(name));
  return unknown === undefined
    ? undefined
    : `a list of ${what}, which are ${values?.join(', ')}${suggestion(unknown, values ?? [])}`;
}

function suggestion(value: unknown, values: readonly string[]): string {
  const nearest = typeof value === 'string' ? nearestName(value, values) : undefined;
  return nearest === undefined ? '' : ` (did you mean ${nearest}?)`;
}
