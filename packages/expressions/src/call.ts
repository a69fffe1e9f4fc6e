/**
 * One call while it is compiled: gives a function its arguments as closures, already turned into what it works on
 * (a single text, a whole number), so that the conversion and its error are written once.
 */
import type { BoundArguments } from './function-definition.ts';
import { ArgumentProblem } from './problems.ts';
import type { Argument, Expression } from './tree.ts';
import { isAbsent, maxTextLength, parseInteger, type Evaluate, type ExpressionValue, type Scope } from './value.ts';

export type EvaluateText = (scope: Scope) => string | undefined;
type EvaluateInteger = (scope: Scope) => number | undefined;

export class Call {
  readonly name: string;
  readonly #bound: BoundArguments;
  readonly #compile: (expression: Expression) => Evaluate;

  constructor(name: string, bound: BoundArguments, compile: (expression: Expression) => Evaluate) {
    this.name = name;
    this.#bound = bound;
    this.#compile = compile;
  }

  /** Whether the argument is written, which is not the same as having a value. */
  has(parameter: string): boolean {
    return this.#bound.get(parameter)?.some((argument) => argument.kind !== 'empty') ?? false;
  }

  /** The value of an argument that is a constant; undefined for all others. */
  constant(parameter: string): string | undefined {
    return constantOf(this.#bound.get(parameter)?.[0]);
  }

  /** All arguments of a repeated parameter; a blank one gives undefined. */
  all(parameter: string): readonly Evaluate[] {
    return this.arguments(parameter).map((argument) => this.#closure(argument));
  }

  arguments(parameter: string): readonly Argument[] {
    return this.#bound.get(parameter) ?? [];
  }

  value(parameter: string): Evaluate {
    return this.#closure(this.#bound.get(parameter)?.[0]);
  }

  /** A single text. A multi-valued attribute with one value counts as that value; with several it is an error. */
  text(parameter: string): EvaluateText {
    return this.asText(this.value(parameter), parameter);
  }

  texts(parameter: string): readonly EvaluateText[] {
    return this.all(parameter).map((evaluate) => this.asText(evaluate, parameter));
  }

  asText(evaluate: Evaluate, parameter: string): EvaluateText {
    return (scope) => {
      const value = evaluate(scope);
      if (value === undefined) return undefined;
      const text = typeof value === 'string' ? value : this.#single(value, parameter);
      return text !== undefined && text.length > maxTextLength ? this.failTooLong(parameter) : text;
    };
  }

  /** A whole number; a value that is none is an error. */
  integer(parameter: string): EvaluateInteger {
    const constant = this.constant(parameter);
    const known = constant === undefined ? undefined : parseInteger(constant);
    if (known !== undefined) return () => known;
    const text = this.text(parameter);
    return (scope) => {
      const value = text(scope);
      if (value === undefined || value === '') return undefined;
      return parseInteger(value) ?? this.fail(parameter, 'it must be a whole number', value);
    };
  }

  /** A whole number that must be there. */
  requiredInteger(parameter: string): (scope: Scope) => number {
    const evaluate = this.integer(parameter);
    return (scope) => evaluate(scope) ?? this.fail(parameter, 'it has no value, and must be a whole number');
  }

  fail(parameter: string, problem: string, value?: string): never {
    throw new ArgumentProblem(this.name, parameter, problem, value);
  }

  failTooLong(parameter: string): never {
    return this.fail(parameter, `the text would be longer than ${maxTextLength} characters`);
  }

  #closure(argument: Argument | undefined): Evaluate {
    return argument === undefined || argument.kind === 'empty' ? () => undefined : this.#compile(argument);
  }

  #single(value: Exclude<ExpressionValue, string | undefined>, parameter: string): string | undefined {
    if (isAbsent(value)) return undefined;
    if (value.length === 1) return value[0];
    return this.fail(parameter, `it has ${value.length} values; take one with Item or combine them with Join`);
  }
}

export function constantOf(argument: Argument | undefined): string | undefined {
  return argument?.kind === 'constant' ? argument.value : undefined;
}
