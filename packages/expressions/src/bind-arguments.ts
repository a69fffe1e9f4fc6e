/**
 * Puts the arguments of a call to the parameters of its function and says what does not fit. Used while parsing, where
 * the problem gets its place, and again while compiling trees that came from elsewhere.
 */
import type { BoundArguments, FunctionDefinition, FunctionParameter } from './function-definition.ts';
import type { Argument } from './tree.ts';

/** The parameter of each argument; undefined where there are more arguments than parameters. */
export function parametersInOrder(definition: FunctionDefinition, count: number): (FunctionParameter | undefined)[] {
  const listed = definition.arrange?.(count) ?? definition.parameters;
  const last = listed.at(-1);
  return Array.from(
    { length: count },
    (_, index) => listed[index] ?? (last?.allowMultipleOccurrences ? last : undefined),
  );
}

/** The arguments by parameter name. */
export function bindArguments(definition: FunctionDefinition, given: readonly Argument[]): BoundArguments {
  const bound = new Map<string, Argument[]>();
  const parameters = parametersInOrder(definition, given.length);
  given.forEach((argument, index) => {
    const parameter = parameters[index];
    if (!parameter) return;
    const sofar = bound.get(parameter.name);
    if (sofar) sofar.push(argument);
    else bound.set(parameter.name, [argument]);
  });
  return bound;
}

/** What is wrong with a call, in words; undefined when nothing is. */
export function problemWithCall(definition: FunctionDefinition, given: readonly Argument[]): string | undefined {
  const { name, parameters } = definition;
  if (parametersInOrder(definition, given.length).includes(undefined)) {
    return `${name} takes ${parameters.length === 0 ? 'no arguments' : `at most ${parameters.length} arguments`}, not ${given.length}`;
  }
  const bound = bindArguments(definition, given);
  for (const parameter of parameters) {
    const values = bound.get(parameter.name) ?? [];
    if (parameter.required && (values.length === 0 || values.every((value) => value.kind === 'empty'))) {
      return `${name} needs its argument ${parameter.name}`;
    }
  }
  return definition.check?.(bound, given.length);
}
