/**
 * What a function of the language is: its name and parameters (which Graph lists and the parser checks) and how a call
 * of it becomes a closure. Files under functions/ define them; function-list.ts collects them.
 */
import type { Call } from './call.ts';
import type { Argument } from './tree.ts';
import type { Evaluate } from './value.ts';

export type ParameterType = 'String' | 'Integer' | 'Boolean' | 'DateTime' | 'Reference';

/** Graph's attributeMappingParameterSchema. */
export type FunctionParameter = {
  readonly name: string;
  readonly type: ParameterType;
  readonly required: boolean;
  readonly allowMultipleOccurrences: boolean;
};

/** The arguments of a call by parameter name; for a repeated parameter in order, blanks included. */
export type BoundArguments = ReadonlyMap<string, readonly Argument[]>;

export type FunctionDefinition = {
  readonly name: string;
  readonly parameters: readonly FunctionParameter[];
  /** The first argument may be a comparison, or every one. */
  readonly takesCondition?: boolean | 'everywhere';
  readonly usesTime?: boolean;
  readonly isRandom?: boolean;
  /** The value may flow but must not be seen in logs. */
  readonly isRedacting?: boolean;
  readonly isTopLevelOnly?: boolean;
  /** The parameters in the order of a call with so many arguments, where the listed order does not say it. */
  readonly arrange?: (count: number) => readonly FunctionParameter[];
  /** What is wrong with a call, where parameters alone cannot say it. */
  readonly check?: (bound: BoundArguments, count: number) => string | undefined;
  readonly build: (call: Call) => Evaluate;
};

export function required(name: string, type: ParameterType = 'String'): FunctionParameter {
  return { name, type, required: true, allowMultipleOccurrences: false };
}

export function optional(name: string, type: ParameterType = 'String'): FunctionParameter {
  return { name, type, required: false, allowMultipleOccurrences: false };
}

/** Takes all arguments from its place on; with `required`, at least one. */
export function repeated(name: string, isRequired: boolean, type: ParameterType = 'String'): FunctionParameter {
  return { name, type, required: isRequired, allowMultipleOccurrences: true };
}
