/** What the engine itself makes of an expression and sample values. */
import { graph } from '../../../lib/graph.ts';
import { jobPath, type JobOf } from './job.ts';
import type { SampleValue } from './source-object.ts';

export type ParsedExpression = {
  readonly parsingSucceeded: boolean;
  readonly evaluationSucceeded: boolean;
  readonly evaluationResult: readonly string[];
  readonly error: { readonly code: string; readonly message: string } | null;
};

export const parseExpression = (
  job: JobOf,
  expression: string,
  values: Readonly<Record<string, SampleValue>>,
): Promise<ParsedExpression> =>
  graph('POST', `${jobPath(job)}/schema/parseExpression`, {
    body: {
      expression,
      testInputObject: { properties: Object.entries(values).map(([key, value]) => ({ key, value })) },
    },
  });
