import { assertNever } from '../assert.ts';
import type { Call, Runtime } from '../runtime.ts';
import { scalar } from '../state.ts';
import type { Arithmetic } from '../syntax/ast.ts';
import { resolveParts } from '../syntax/parse.ts';
import { isExact, literal } from '../text.ts';
import { lookUp } from './variables.ts';

/** Nested deeper, an expression counts as unknown. */
const MAX_EXPRESSION_DEPTH = 64;

/** The value of an expression, undefined where it depends on what is not known. Substitutions in it are run. */
export function evaluateArithmetic(
  expression: Arithmetic | undefined,
  runtime: Runtime,
  call: Call,
  depth = 0,
): number | undefined {
  if (expression === undefined || depth > MAX_EXPRESSION_DEPTH) return undefined;
  runtime.budget.spend(1);
  const evaluate = (inner: Arithmetic): number | undefined =>
    evaluateArithmetic(inner, runtime, call, depth + 1);
  switch (expression.type) {
    case 'ArithmeticGroup':
      return evaluate(expression.expression);
    case 'ArithmeticCommandExpansion': {
      if (expression.script === undefined) return undefined;
      return toNumber(runtime.capture(expression.script, call).value);
    }
    case 'ArithmeticWord': {
      const { value } = expression;
      const { parts } = resolveParts({
        text: value,
        get parts() {
          return expression.parts;
        },
      });
      if (parts !== undefined) return toNumber(runtime.expandParts(parts, call).value);
      const direct = toNumber(expression.value);
      return direct ?? numericVariable(expression.value, runtime, call);
    }
    case 'ArithmeticUnary': {
      const operand = evaluate(expression.operand);
      if (operand === undefined) return undefined;
      return applyUnary(expression.operator, operand, expression, runtime, call);
    }
    case 'ArithmeticTernary': {
      const test = evaluate(expression.test);
      const consequent = evaluate(expression.consequent);
      const alternate = evaluate(expression.alternate);
      return test === undefined ? undefined : test === 0 ? alternate : consequent;
    }
    case 'ArithmeticBinary': {
      const right = evaluate(expression.right);
      if (isAssignment(expression.operator)) {
        const left = expression.operator === '=' ? 0 : evaluate(expression.left);
        const value =
          expression.operator === '='
            ? right
            : left === undefined || right === undefined
              ? undefined
              : applyBinary(expression.operator.slice(0, -1), left, right);
        assign(expression.left, value, runtime, call);
        return value;
      }
      const left = evaluate(expression.left);
      return left === undefined || right === undefined
        ? undefined
        : applyBinary(expression.operator, left, right);
    }
    default:
      return assertNever(expression);
  }
}

function isAssignment(operator: string): boolean {
  return operator.endsWith('=') && !['==', '!=', '<=', '>='].includes(operator);
}

function assign(target: Arithmetic, value: number | undefined, runtime: Runtime, call: Call): void {
  if (target.type !== 'ArithmeticWord' || value === undefined || !/^[A-Za-z_]\w{0,63}$/.test(target.value))
    return;
  runtime.budget.spend(1);
  call.state.set(target.value, scalar(literal(String(value))));
}

function numericVariable(name: string, runtime: Runtime, call: Call): number | undefined {
  const text = lookUp(name, runtime, call);
  return text === undefined || text.value === '' ? 0 : toNumber(text.value);
}

/** A constant as the shell reads it: decimal, octal, hexadecimal or `base#digits`. */
export function toNumber(text: string): number | undefined {
  const trimmed = text.trim();
  if (!isExact(trimmed) || trimmed.length > 20) return undefined;
  if (/^[+-]?\d+$/.test(trimmed)) return /^[+-]?0\d/.test(trimmed) ? parse(trimmed, 8) : parse(trimmed, 10);
  if (/^0[xX][0-9a-fA-F]+$/.test(trimmed)) return parse(trimmed.slice(2), 16);
  const based = /^(\d{1,2})#([0-9a-zA-Z]+)$/.exec(trimmed);
  if (based === null) return undefined;
  const base = Number(based[1]);
  return base >= 2 && base <= 36 ? parse(based[2] as string, base) : undefined;
}

function parse(digits: string, base: number): number | undefined {
  const value = Number.parseInt(digits, base);
  return Number.isSafeInteger(value) ? value : undefined;
}

function applyUnary(
  operator: string,
  operand: number,
  expression: Extract<Arithmetic, { type: 'ArithmeticUnary' }>,
  runtime: Runtime,
  call: Call,
): number | undefined {
  switch (operator) {
    case '-':
      return -operand;
    case '+':
      return operand;
    case '!':
      return operand === 0 ? 1 : 0;
    case '~':
      return ~operand;
    case '++':
    case '--': {
      const next = operator === '++' ? operand + 1 : operand - 1;
      assign(expression.operand, next, runtime, call);
      return expression.prefix ? next : operand;
    }
    default:
      return undefined;
  }
}

function applyBinary(operator: string, left: number, right: number): number | undefined {
  const value = compute(operator, left, right);
  return value !== undefined && Number.isSafeInteger(value) ? value : undefined;
}

function compute(operator: string, left: number, right: number): number | undefined {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return right === 0 ? undefined : Math.trunc(left / right);
    case '%':
      return right === 0 ? undefined : left % right;
    case '**':
      return left ** right;
    case '<<':
      return right >= 0 && right < 53 ? left * 2 ** right : undefined;
    case '>>':
      return right >= 0 && right < 53 ? Math.floor(left / 2 ** right) : undefined;
    case '&':
      return Number(BigInt(left) & BigInt(right));
    case '|':
      return Number(BigInt(left) | BigInt(right));
    case '^':
      return Number(BigInt(left) ^ BigInt(right));
    case '&&':
      return left !== 0 && right !== 0 ? 1 : 0;
    case '||':
      return left !== 0 || right !== 0 ? 1 : 0;
    case '==':
      return left === right ? 1 : 0;
    case '!=':
      return left !== right ? 1 : 0;
    case '<':
      return left < right ? 1 : 0;
    case '>':
      return left > right ? 1 : 0;
    case '<=':
      return left <= right ? 1 : 0;
    case '>=':
      return left >= right ? 1 : 0;
    case ',':
      return right;
    default:
      return undefined;
  }
}
