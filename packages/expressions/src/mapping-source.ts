/**
 * Between expression trees and Graph's attributeMappingSource, the form in which mappings are stored and exported.
 */
import { MappingError } from '@drawbridge/base/errors';
import { problemWithCall, parametersInOrder } from './bind-arguments.ts';
import type { FunctionDefinition } from './function-definition.ts';
import { findFunction, unknownFunction } from './function-list.ts';
import { isAttributeName } from './lexer.ts';
import { parseExpression, type ParseOptions } from './parser.ts';
import { printExpression } from './print.ts';
import { invalidTree } from './problems.ts';
import {
  comparisonOperators,
  maxNestingDepth,
  type Argument,
  type ComparisonOperator,
  type Expression,
  type FunctionCall,
} from './tree.ts';

export type AttributeMappingSource = {
  expression: string;
  name: string;
  type: 'Attribute' | 'Constant' | 'Function';
  parameters: { key: string; value: AttributeMappingSource }[];
};

/** What clients send: most of it may be missing. */
export type AttributeMappingSourceInput = {
  readonly expression?: string | null | undefined;
  readonly name?: string | null | undefined;
  readonly type?: string | null | undefined;
  readonly parameters?:
    readonly { readonly key: string; readonly value: AttributeMappingSourceInput }[] | null | undefined;
};

const leftKey = 'left';
const rightKey = 'right';

/** The tree as Graph shows it. Arguments left out do not appear; keys are the parameter names of `functionSchemas`. */
export function toMappingSource(expression: Expression): AttributeMappingSource {
  const text = printExpression(expression);
  switch (expression.kind) {
    case 'attribute':
      return { expression: text, name: expression.name, type: 'Attribute', parameters: [] };
    case 'constant':
      return { expression: text, name: expression.value, type: 'Constant', parameters: [] };
    case 'comparison': {
      const parameters = [
        { key: leftKey, value: toMappingSource(expression.left) },
        { key: rightKey, value: toMappingSource(expression.right) },
      ];
      return { expression: text, name: expression.operator, type: 'Function', parameters };
    }
    case 'call':
      return { expression: text, name: expression.name, type: 'Function', parameters: parametersOf(expression) };
  }
}

function parametersOf(call: FunctionCall): AttributeMappingSource['parameters'] {
  const definition = findFunction(call.name);
  if (!definition) throw invalidTree(unknownFunction(call.name));
  const order = parametersInOrder(definition, call.arguments.length);
  return call.arguments.flatMap((argument, index) =>
    argument.kind === 'empty' ? [] : [{ key: order[index]?.name ?? '', value: toMappingSource(argument) }],
  );
}

/**
 * The tree of a mapping source: its expression where there is one, else its name and parameters. A constant's text may
 * stand unquoted, as in mappings of type Constant. Throws MappingError EXPRESSION_INVALID.
 */
export function fromMappingSource(source: AttributeMappingSourceInput, options: ParseOptions = {}): Expression {
  return read(source, options, 0);
}

function read(source: AttributeMappingSourceInput, options: ParseOptions, depth: number): Expression {
  const { expression, name } = source;
  if (depth > maxNestingDepth) throw invalidTree(`functions are nested deeper than ${maxNestingDepth} levels`);
  if (source.type === 'Constant') return readConstant(source, options);
  if (source.type === 'Attribute' && name && !expression?.trim().startsWith('[')) return attribute(name);
  if (expression?.trim()) return parseExpression(expression, options);
  if (!name) throw invalidTree('the mapping source has neither an expression nor a name');
  const operator = comparisonOperators.find((known) => known === name);
  return operator ? comparison(operator, source, options, depth) : call(name, source, options, depth);
}

function readConstant({ expression, name }: AttributeMappingSourceInput, options: ParseOptions): Expression {
  const text = expression?.trim() ?? '';
  const isBare = /^(-?\d+|&[Hh][0-9A-Fa-f]+|vb(Text|Binary)Compare)$/.test(text) && (name ?? text) === text;
  if (text.startsWith('"') || isBare) {
    try {
      const parsed = parseExpression(text, options);
      if (parsed.kind === 'constant') return parsed;
    } catch (thrown) {
      // any text may be a constant, also one that begins with a quote; then the name is its value
      if (!name || !(thrown instanceof MappingError)) throw thrown;
    }
  }
  return { kind: 'constant', value: name ?? expression ?? '', quoted: true };
}

function attribute(name: string): Expression {
  if (!isAttributeName(name)) throw invalidTree(`${JSON.stringify(name)} is not the name of an attribute`);
  return { kind: 'attribute', name };
}

type Given = NonNullable<AttributeMappingSourceInput['parameters']>;

function comparison(
  operator: ComparisonOperator,
  { parameters }: AttributeMappingSourceInput,
  options: ParseOptions,
  depth: number,
): Expression {
  const side = (key: string): Expression => {
    const found = parameters?.find((parameter) => parameter.key === key);
    if (!found) throw invalidTree(`the comparison ${operator} has no parameter ${key}`);
    return read(found.value, options, depth + 1);
  };
  return { kind: 'comparison', operator, left: side(leftKey), right: side(rightKey) };
}

function call(name: string, source: AttributeMappingSourceInput, options: ParseOptions, depth: number): Expression {
  const definition = findFunction(name);
  if (!definition) throw invalidTree(unknownFunction(name));
  const given = source.parameters ?? [];
  const stranger = given.find(({ key }) => !definition.parameters.some((parameter) => parameter.name === key));
  if (stranger) throw invalidTree(`${name} has no parameter ${stranger.key}`);
  const args = argumentsOf(definition, given, (value) => read(value, options, depth + 1));
  const problem = problemWithCall(definition, args);
  if (problem !== undefined) throw invalidTree(problem);
  return { kind: 'call', name, arguments: args };
}

/** In the order of the parameters, blanks for those left out, none at the end. */
function argumentsOf(
  definition: FunctionDefinition,
  given: Given,
  readValue: (value: AttributeMappingSourceInput) => Expression,
): Argument[] {
  const args: Argument[] = definition.parameters.flatMap((parameter): Argument[] => {
    const values = given.filter(({ key }) => key === parameter.name).map(({ value }) => readValue(value));
    return values.length === 0 && !parameter.allowMultipleOccurrences ? [{ kind: 'empty' }] : values;
  });
  while (args.at(-1)?.kind === 'empty') args.pop();
  return args;
}
