/** Which property a refusal is about, so that it can be said beside its field. */
import { GraphProblem } from './graph.ts';

export function propertyInProblem(problem: unknown): string | undefined {
  if (!(problem instanceof GraphProblem)) return undefined;
  return /\bproperty '?(\w+)'?/.exec(problem.message)?.[1] ?? /valid\. (\w+):/.exec(problem.message)?.[1];
}
