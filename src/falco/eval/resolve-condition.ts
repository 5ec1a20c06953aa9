import type {
  Argument,
  ByteRange,
  Call,
  Comparison,
  Condition,
  Expansion,
  Field,
  Left,
  Literal,
  Right,
} from '../condition/ast.ts';
import { decodeText } from '../condition/byte-string.ts';
import type { ConditionErrorKind, ConditionProblem, ConditionWarning } from './condition-problem.ts';
import { parseConstant, parseHexConstant } from './constants.ts';
import {
  callExpression,
  constantExpression,
  type Expression,
  fieldExpression,
  isTransformer,
  listExpression,
} from './expression.ts';
import { resolveField } from './field-reference.ts';
import type { FieldCatalogue } from './fields.ts';
import { findMisuses } from './misuse-warnings.ts';
import type { Operand, Predicate, Test, TestOperator } from './predicate.ts';
import { compileRegex } from './regex.ts';
import { comparesAnyElement, describeType, operatorsOf, signatureProblem } from './type-rules.ts';

/** `predicate` is absent where there are problems, which are in the order in which Falco would meet them. */
export interface Resolution {
  readonly predicate?: Predicate;
  readonly problems: readonly ConditionProblem[];
  readonly warnings: readonly ConditionWarning[];
}

/**
 * Checks conditions against the fields of one source and brings them into the form that is evaluated. Macros
 * are looked at once however often they are used; equal tests of all conditions are one object.
 */
export class ConditionResolver {
  readonly catalogue: FieldCatalogue;
  private readonly isStrict: boolean;
  private readonly macros = new WeakMap<Condition, Resolution>();
  private readonly known: Known = { fields: new Map(), tests: new Map() };

  constructor(catalogue: FieldCatalogue, isStrict: boolean) {
    this.catalogue = catalogue;
    this.isStrict = isStrict;
  }

  resolve(condition: Condition): Resolution {
    const scope = this.newScope();
    const predicate = scope.condition(condition);
    const { problems, warnings } = scope;
    return predicate === undefined ? { problems, warnings } : { predicate, problems, warnings };
  }

  /** One side of a comparison alone, as outputs have it. */
  resolveTerm(term: Left): {
    readonly expression?: Expression;
    readonly problems: readonly ConditionProblem[];
  } {
    const scope = this.newScope();
    const expression = scope.expression(term);
    return expression === undefined ? { problems: scope.problems } : { expression, problems: [] };
  }

  private newScope(): Scope {
    const resolveMacro = (expansion: Expansion) => this.resolveMacro(expansion);
    return new Scope(this.catalogue, this.isStrict, this.known, resolveMacro);
  }

  private resolveMacro(expansion: Expansion): Resolution {
    let resolution = this.macros.get(expansion.condition);
    if (resolution === undefined) {
      resolution = this.resolve(expansion.condition);
      this.macros.set(expansion.condition, resolution);
    }
    return resolution;
  }
}

/** What all conditions share, by what is written. */
interface Known {
  readonly fields: Map<string, Expression>;
  readonly tests: Map<string, Predicate>;
}

/** One walk over one text. Methods give `undefined` for what is wrong, after reporting it. */
class Scope {
  readonly problems: ConditionProblem[] = [];
  readonly warnings: ConditionWarning[] = [];
  private readonly catalogue: FieldCatalogue;
  private readonly isStrict: boolean;
  private readonly known: Known;
  private readonly resolveMacro: (expansion: Expansion) => Resolution;

  constructor(
    catalogue: FieldCatalogue,
    isStrict: boolean,
    known: Known,
    resolveMacro: (expansion: Expansion) => Resolution,
  ) {
    this.catalogue = catalogue;
    this.isStrict = isStrict;
    this.known = known;
    this.resolveMacro = resolveMacro;
  }

  condition(node: Condition): Predicate | undefined {
    switch (node.kind) {
      case 'and':
      case 'or': {
        const operands = complete(node.operands.map((operand) => this.condition(operand)));
        return operands && { kind: node.kind, operands };
      }
      case 'not': {
        const operand = this.condition(node.operand);
        return operand && { kind: 'not', operand };
      }
      case 'expansion':
        return this.expansion(node);
      case 'macro':
        return this.fail('unknown_macro', node.range, `there is no macro \`${node.name}\``);
      case 'exists': {
        const left = this.expression(node.left);
        return left && this.test(`${left.key} exists`, { kind: 'exists', left });
      }
      case 'comparison':
        return this.comparison(node);
    }
  }

  private expansion(node: Expansion): Predicate | undefined {
    const { predicate, problems, warnings } = this.resolveMacro(node);
    this.problems.push(...problems.map((problem) => within(node, problem)));
    this.warnings.push(...warnings.map((warning) => within(node, warning)));
    return predicate;
  }

  private comparison(node: Comparison): Predicate | undefined {
    const left = this.expression(node.left);
    if (left === undefined) return this.rightAlone(node.right);
    const operator: TestOperator = node.operator === '==' ? '=' : node.operator;
    if (!this.isComparable(left, operator, node)) return this.rightAlone(node.right);
    if (node.right.kind === 'val' || node.right.kind === 'call') {
      return this.compareWithExpression(node, left, operator, node.right);
    }
    const literals = node.right.kind === 'list' ? node.right.items : [node.right];
    const operands = complete(literals.map((literal) => this.operand(left, operator, literal)));
    if (operands === undefined) return undefined;
    const { modifier } = node;
    const texts = literals.map((literal) => JSON.stringify(literal.value));
    const key = `${left.key} ${operator} ${modifier ?? ''}(${texts.join()})`;
    const test = { kind: 'constants', left, operator, operands } as const;
    return this.test(key, modifier === undefined ? test : { ...test, modifier });
  }

  /** Looks for further mistakes where the comparison as a whole is wrong already. */
  private rightAlone(right: Right): undefined {
    if (right.kind === 'val') this.expression(right.field);
    if (right.kind === 'call') this.expression(right);
    return undefined;
  }

  private isComparable(left: Expression, operator: TestOperator, node: Comparison): boolean {
    if (operatorsOf(left).includes(operator) && !(left.list && node.modifier !== undefined)) return true;
    if (!this.isStrict && comparesAnyElement(left, operator, node.modifier)) return true;
    const written = node.modifier === undefined ? node.operator : `${node.operator} ${node.modifier}`;
    const allowed = ['exists', ...operatorsOf(left)].map((name) => `\`${name}\``).join(', ');
    const message = `\`${written}\` does not work on ${describeType(left)}`;
    this.fail('op_type', node.operatorRange, message, `${describeType(left)} can be compared by ${allowed}`);
    return false;
  }

  private compareWithExpression(
    node: Comparison,
    left: Expression,
    operator: TestOperator,
    rightNode: Right & { readonly kind: 'val' | 'call' },
  ): Predicate | undefined {
    const right = this.expression(rightNode.kind === 'val' ? rightNode.field : rightNode);
    if (right === undefined) return undefined;
    if (operator === 'regex' || operator === 'pmatch') {
      const message = `\`${node.operator}\` needs constants on its right side`;
      return this.fail('rhs_not_supported', rightNode.range, message);
    }
    if (left.type === 'ipnet') {
      const message = 'networks can only be compared with constants';
      return this.fail('rhs_not_supported', rightNode.range, message);
    }
    for (const side of [left, right]) {
      const closed = fieldBelow(side)?.reference.definition;
      if (!closed?.noFieldComparison) continue;
      const message = `\`${closed.name}\` can only be compared with constants`;
      return this.fail('rhs_not_supported', rightNode.range, message);
    }
    const isAny = left.list && !operatorsOf(left).includes(operator);
    if (right.type !== left.type || right.list !== (left.list && !isAny)) {
      const expected = describeType({ type: left.type, list: left.list && !isAny });
      const message = `expected ${expected} on the right side, found ${describeType(right)}`;
      return this.fail('rhs_type_mismatch', rightNode.range, message);
    }
    const key = `${left.key} ${operator} ${right.key}`;
    return this.test(key, { kind: 'expressions', left, operator, right });
  }

  /** The test of that key, which is new or known. */
  private test(key: string, test: Test): Predicate {
    const { tests } = this.known;
    const known = tests.get(key) ?? { kind: 'test', test };
    tests.set(key, known);
    return known;
  }

  private operand(left: Expression, operator: TestOperator, literal: Literal): Operand | undefined {
    for (const misuse of findMisuses(this.catalogue, literal, operator === 'regex')) {
      this.warnings.push({ ...misuse, range: literal.range, via: [] });
    }
    const isHex = operator === 'bcontains' || operator === 'bstartswith';
    const constant = isHex ? parseHexConstant(literal.value) : parseConstant(left.type, literal.value);
    if (!constant.ok) return this.fail(constant.kind, literal.range, constant.message);
    if (operator !== 'regex') return constant.value;
    const compiled = compileRegex(literal.value);
    return compiled.ok ? compiled.regex : this.fail('bad_regex', literal.range, compiled.message);
  }

  expression(node: Argument): Expression | undefined {
    switch (node.kind) {
      case 'field':
        return this.field(node);
      case 'literal':
        return constantExpression(node.value);
      case 'argument-list': {
        const items = complete(node.items.map((item) => this.expression(item)));
        return items && listExpression(items);
      }
      case 'call':
        return this.call(node);
    }
  }

  private field(node: Field): Expression | undefined {
    const resolution = resolveField(this.catalogue, node.name, node.argument);
    if (resolution.ok && !(this.isStrict && resolution.reference.definition.extension)) {
      const { reference } = resolution;
      const known = this.known.fields.get(reference.text) ?? fieldExpression(reference);
      this.known.fields.set(reference.text, known);
      return known;
    }
    if (resolution.ok) {
      return this.fail('unknown_field', node.range, `\`${node.name}\` is no field that Falco knows`);
    }
    const { kind, message, hint } = resolution.problem;
    return this.fail(kind, node.range, message, hint);
  }

  private call(node: Call): Expression | undefined {
    const args = complete(node.args.map((arg) => this.expression(arg)));
    if (args === undefined) return undefined;
    if (isTransformer(node.name) && node.argument !== undefined) return this.brackets(node);
    const problem = signatureProblem(node.name, args);
    if (problem !== undefined) return this.fail(problem.kind, node.range, problem.message);
    if (node.name !== 'getopt' && node.argument !== undefined) return this.brackets(node);
    if (node.argument !== undefined && node.argument.length !== 1) {
      const message = `expected one option letter in the brackets, found \`${decodeText(node.argument)}\``;
      return this.fail('transformer_signature', node.range, message);
    }
    const expression = callExpression(node.name, args, node.argument);
    // The NUL is an accident of Falco's that keeps `basename(fs.read) in (...)` from ever holding.
    return this.isStrict ? expression : { ...expression, isTerminated: false };
  }

  private brackets(node: Call): undefined {
    const message = `\`${node.name}(...)\` takes nothing in brackets; only \`getopt\` does`;
    return this.fail('transformer_arg_not_supported', node.range, message);
  }

  private fail(kind: ConditionErrorKind, range: ByteRange, message: string, hint?: string): undefined {
    this.problems.push({ kind, range, message, ...(hint === undefined ? {} : { hint }), via: [] });
    return undefined;
  }
}

/** The items, if none is missing. */
function complete<Item>(items: readonly (Item | undefined)[]): readonly Item[] | undefined {
  return items.includes(undefined) ? undefined : (items as readonly Item[]);
}

function within<Found extends { readonly via: readonly string[] }>(
  expansion: Expansion,
  found: Found,
): Found {
  return { ...found, via: [expansion.name, ...found.via] };
}

/** The field that an expression changes, if it is one changed by functions of one argument only. */
function fieldBelow(expression: Expression): Extract<Expression, { readonly kind: 'field' }> | undefined {
  if (expression.kind === 'field') return expression;
  if (expression.kind !== 'call' || !isTransformer(expression.name)) return undefined;
  return fieldBelow(expression.args[0] as Expression);
}
