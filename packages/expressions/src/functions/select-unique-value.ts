/**
 * SelectUniqueValue: rules in order, of which the first value free in the target is taken. Asking the target is the
 * engine's part (it takes `candidates`); evaluated alone, the function gives its first candidate.
 */
import { repeated, type FunctionDefinition } from '../function-definition.ts';

export const selectUniqueValue: FunctionDefinition = {
  name: 'SelectUniqueValue',
  parameters: [repeated('rule', true)],
  isTopLevelOnly: true,
  check: (bound, count) =>
    count >= 2 && bound.get('rule')?.every((rule) => rule.kind !== 'empty')
      ? undefined
      : 'SelectUniqueValue needs at least two rules, none of them blank',
  build: (call) => {
    const rules = call.texts('rule');
    return (scope) => {
      for (const rule of rules) {
        const candidate = rule(scope);
        if (candidate) return candidate;
      }
      return undefined;
    };
  },
};
