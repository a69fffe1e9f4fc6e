/**
 * How expressions go wrong. While parsing: EXPRESSION_INVALID with the place. While evaluating: functions throw an
 * ArgumentProblem, which the compiled expression turns into EXPRESSION_FAILED. It alone knows whether the expression
 * is redacted, and then keeps the value out of the message.
 */
import { MappingError } from '@drawbridge/base/errors';

/** Thrown inside functions only; never leaves the package. */
export class ArgumentProblem extends Error {
  readonly functionName: string;
  readonly argument: string;
  readonly value: string | undefined;

  constructor(functionName: string, argument: string, problem: string, value?: string) {
    super(problem);
    this.functionName = functionName;
    this.argument = argument;
    this.value = value;
  }
}

const shownLength = 60;

/** EXPRESSION_FAILED, naming function and argument; the offending value is shown, shortened, unless it is redacted. */
export function evaluationFailed(problem: ArgumentProblem, isRedacted: boolean): MappingError {
  const { functionName, argument, value } = problem;
  const shown = value !== undefined && value.length > shownLength ? `${value.slice(0, shownLength)}…` : value;
  const fact = shown === undefined ? '' : `; it is ${isRedacted ? '[Redact]' : JSON.stringify(shown)}`;
  return new MappingError('EXPRESSION_FAILED', `${functionName}, argument ${argument}: ${problem.message}${fact}.`, {
    details: { function: functionName, argument },
  });
}

/** EXPRESSION_INVALID at an offset of the text, with line and column counted from 1. */
export function invalidAt(text: string, position: number, problem: string, expected: string): MappingError {
  const before = text.slice(0, position);
  const line = before.split('\n').length;
  const column = position - (before.lastIndexOf('\n') + 1) + 1;
  return new MappingError('EXPRESSION_INVALID', `Line ${line}, column ${column}: ${problem}; expected ${expected}.`, {
    details: { position, line, column, expected },
  });
}

/** EXPRESSION_INVALID for a tree that was not parsed from text, so has no place. */
export function invalidTree(problem: string): MappingError {
  return new MappingError('EXPRESSION_INVALID', `${problem}.`);
}
