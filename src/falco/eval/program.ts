import { compileConstantTest, compileExpressionTest } from './comparators.ts';
import { ReaderTable } from './expression-reader.ts';
import type { Frame } from './frame.ts';
import type { Predicate, Test } from './predicate.ts';
import type { EventFields } from './values.ts';

type Evaluate = (frame: Frame) => boolean;

export interface Program {
  /** The numbers of the predicates that hold, rising. */
  match(event: EventFields): readonly number[];
}

const NO_FIELDS: EventFields = { get: () => undefined };

export function createProgram(predicates: readonly Predicate[]): Program {
  const readers = new ReaderTable();
  const rules = predicates.map((predicate) => compile(predicate, readers));
  const frame: Frame = { event: NO_FIELDS, epoch: 0, values: [], readAt: new Int32Array(readers.size) };
  return {
    match(event) {
      frame.event = event;
      frame.epoch++;
      const matches: number[] = [];
      for (const [number, holds] of rules.entries()) if (holds(frame)) matches.push(number);
      return matches;
    },
  };
}

function compile(predicate: Predicate, readers: ReaderTable): Evaluate {
  switch (predicate.kind) {
    case 'and': {
      const operands = predicate.operands.map((operand) => compile(operand, readers));
      return (frame) => operands.every((holds) => holds(frame));
    }
    case 'or': {
      const operands = predicate.operands.map((operand) => compile(operand, readers));
      return (frame) => operands.some((holds) => holds(frame));
    }
    case 'not': {
      const operand = compile(predicate.operand, readers);
      return (frame) => !operand(frame);
    }
    case 'test':
      return compileTest(predicate.test, readers);
  }
}

function compileTest(test: Test, readers: ReaderTable): Evaluate {
  const readLeft = readers.readerOf(test.left);
  switch (test.kind) {
    case 'exists':
      return (frame) => readLeft(frame) !== undefined;
    case 'constants': {
      const check = compileConstantTest(test);
      return (frame) => {
        const values = readLeft(frame);
        return values !== undefined && check(values);
      };
    }
    case 'expressions': {
      const readRight = readers.readerOf(test.right);
      const compare = compileExpressionTest(test);
      return (frame) => {
        const left = readLeft(frame);
        if (left === undefined) return false;
        const right = readRight(frame);
        return right !== undefined && compare(left, right);
      };
    }
  }
}
