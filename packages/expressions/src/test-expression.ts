/**
 * Tries an expression on sample values: the answer of Graph's parseExpression, and of the portal's editor.
 */
import { ProvisioningError, type ErrorCode, type ErrorDetails } from '@drawbridge/base/errors';
import { compileExpression } from './compile.ts';
import { toMappingSource, type AttributeMappingSource } from './mapping-source.ts';
import { parseExpression, type ParseOptions } from './parser.ts';
import { valuesOf, type EvaluationContext, type SourceAttributes } from './value.ts';

export type ExpressionTest = {
  readonly parsingSucceeded: boolean;
  readonly evaluationSucceeded: boolean;
  readonly parsedExpression?: AttributeMappingSource;
  /** No value, one, or those of a multi-valued result. */
  readonly evaluationResult: readonly string[];
  /** `position` (from 0), `line` and `column` (from 1) of what could not be parsed. */
  readonly error?: { readonly code: ErrorCode; readonly message: string; readonly details: ErrorDetails };
};

/** What surrounds the try-out; `now` comes from the caller's Clock. */
export type TestOptions = ParseOptions & Omit<EvaluationContext, 'attributes'>;

/** Never throws for what is wrong with the expression. Without attributes it is only parsed. */
export function testExpression(
  text: string,
  attributes: SourceAttributes | undefined,
  options: TestOptions,
): ExpressionTest {
  let parsedExpression: AttributeMappingSource | undefined;
  try {
    const expression = parseExpression(text, options);
    // the text as written: people keep their line breaks when they save what was parsed
    parsedExpression = { ...toMappingSource(expression), expression: text.trim() };
    const compiled = compileExpression(expression);
    if (!attributes)
      return { parsingSucceeded: true, evaluationSucceeded: false, parsedExpression, evaluationResult: [] };
    const outcome = compiled.evaluate({ ...options, attributes });
    const evaluationResult = outcome.kind === 'ignored' ? [] : [...valuesOf(outcome.value)];
    return { parsingSucceeded: true, evaluationSucceeded: true, parsedExpression, evaluationResult };
  } catch (thrown) {
    if (!(thrown instanceof ProvisioningError)) throw thrown;
    const error = { code: thrown.code, message: thrown.message, details: thrown.details };
    const failed = {
      parsingSucceeded: parsedExpression !== undefined,
      evaluationSucceeded: false,
      evaluationResult: [],
    };
    return parsedExpression ? { ...failed, parsedExpression, error } : { ...failed, error };
  }
}
