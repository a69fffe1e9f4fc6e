/**
 * Support for the tests: evaluates an expression on sample attributes, and catches what it throws.
 */
import { MappingError } from '@drawbridge/base/errors';
import { compileExpression } from '../src/index.ts';
import type { EvaluationContext, ExpressionValue, SourceValue } from '../src/index.ts';

type Sample = Readonly<Record<string, SourceValue>>;

export function contextOf(sample: Sample = {}, rest: Partial<EvaluationContext> = {}): EvaluationContext {
  return { attributes: new Map(Object.entries(sample)), now: new Date('2021-07-02T15:33:38.500Z'), ...rest };
}

/** The value of an expression; fails when the flow was ignored. */
export function valueOf(text: string, sample: Sample = {}, rest: Partial<EvaluationContext> = {}): ExpressionValue {
  const outcome = compileExpression(text).evaluate(contextOf(sample, rest));
  if (outcome.kind === 'ignored') throw new Error(`${text} was ignored.`);
  return outcome.value;
}

/** The MappingError that `run` throws. */
export function errorOf(run: () => unknown): MappingError {
  try {
    run();
  } catch (thrown) {
    if (thrown instanceof MappingError) return thrown;
    throw thrown;
  }
  throw new Error('Nothing was thrown.');
}

/** An expression, its sample object, and the value it gives. */
export type Row = readonly [expression: string, sample: Sample, value: ExpressionValue];
