/** Which property a refusal is about, so that it can be said beside its field. */
import { GraphProblem } from './graph.ts';

export function propertyInProblem(problem: unknown): string | undefined {
  if (!(problem instanceof GraphProblem)) return undefined;
  return /(?:for property '?|Property '|valid\. )(\w+)(?=['\s:.])/.exec(problem.message)?.[1];
}

/** What is wrong, said beside the field, where its name need not be repeated. */
export function inlineMessage(problem: Error, taken: string): string {
  if (problem instanceof GraphProblem && problem.reason === 'OBJECT_CONFLICT') return taken;
  const [, reason = problem.message] =
    /^Invalid value specified for property '\w+' of resource '\w+': (.*)$/s.exec(problem.message) ?? [];
  return reason.charAt(0).toUpperCase() + reason.slice(1);
}
