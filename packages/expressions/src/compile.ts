/**
 * Turns an expression into closures, once; evaluating then walks no tree and parses nothing.
 */
import { bindArguments, problemWithCall } from './bind-arguments.ts';
import { Call } from './call.ts';
import { buildComparison } from './comparison.ts';
import type { FunctionDefinition } from './function-definition.ts';
import { findFunction, unknownFunction } from './function-list.ts';
import { parseExpression, type ParseOptions } from './parser.ts';
import { printExpression } from './print.ts';
import { ArgumentProblem, evaluationFailed, invalidTree } from './problems.ts';
import { nodesOf, type Expression, type FunctionCall } from './tree.ts';
import {
  isAbsent,
  readAttribute,
  valuesOf,
  type Evaluate,
  type EvaluationContext,
  type ExpressionValue,
  type Outcome,
  type Scope,
} from './value.ts';

export type CompiledExpression = {
  /** The expression as printed. */
  readonly text: string;
  /** The source attributes it reads, each once. */
  readonly attributes: readonly string[];
  /** The functions it calls, each once. */
  readonly functions: readonly string[];
  /** Its value changes with time although no attribute did. */
  readonly usesTime: boolean;
  /** It gives another value each time. */
  readonly isRandom: boolean;
  /** It calls Redact, so its value must not be logged, whichever way it was computed. */
  readonly isRedacted: boolean;
  /** It is SelectUniqueValue: the value is to be chosen from `candidates`. */
  readonly choosesUniqueValue: boolean;
  /** Throws MappingError EXPRESSION_FAILED, naming function and argument. */
  evaluate(context: EvaluationContext): Outcome;
  /** The values to try in order: of SelectUniqueValue one for each rule, without repeats and without empty ones. */
  candidates(context: EvaluationContext): readonly string[];
};

/** Throws MappingError EXPRESSION_INVALID. */
export function compileExpression(source: Expression | string, options: ParseOptions = {}): CompiledExpression {
  const expression = typeof source === 'string' ? parseExpression(source, options) : source;
  const nodes = [...nodesOf(expression)];
  const functions = unique(nodes.flatMap((node) => (node.kind === 'call' ? [node.name] : [])));
  const definitions = functions.map(definitionOf);
  const isRedacted = definitions.some((definition) => definition.isRedacting);
  const evaluate = compileTop(expression);
  const rules = rulesOf(expression)?.map(compileNode) ?? [evaluate];

  return {
    text: printExpression(expression),
    attributes: unique(nodes.flatMap((node) => (node.kind === 'attribute' ? [node.name] : []))),
    functions,
    usesTime: definitions.some((definition) => definition.usesTime),
    isRandom: definitions.some((definition) => definition.isRandom),
    isRedacted,
    choosesUniqueValue: rulesOf(expression) !== undefined,
    evaluate(context) {
      const scope: Scope = { context, ignored: false };
      const value = run(evaluate, scope, isRedacted);
      if (scope.ignored) return { kind: 'ignored' };
      return { kind: 'value', value: isAbsent(value) ? undefined : value, redacted: isRedacted };
    },
    candidates(context) {
      const values = rules.flatMap((rule) => valuesOf(run(rule, { context, ignored: false }, isRedacted)));
      return unique(values.filter((value) => value !== ''));
    },
  };
}

function run(evaluate: Evaluate, scope: Scope, isRedacted: boolean): ExpressionValue {
  try {
    return evaluate(scope);
  } catch (thrown) {
    throw thrown instanceof ArgumentProblem ? evaluationFailed(thrown, isRedacted) : thrown;
  }
}

/** The rules of SelectUniqueValue; undefined for every other expression. */
function rulesOf(expression: Expression): Expression[] | undefined {
  if (expression.kind !== 'call' || !definitionOf(expression.name).isTopLevelOnly) return undefined;
  return expression.arguments.filter((argument) => argument.kind !== 'empty');
}

function compileTop(expression: Expression): Evaluate {
  return expression.kind === 'call' ? compileCall(expression, definitionOf(expression.name)) : compileNode(expression);
}

function compileNode(node: Expression): Evaluate {
  switch (node.kind) {
    case 'attribute': {
      const { name } = node;
      return (scope) => readAttribute(scope.context.attributes, name);
    }
    case 'constant': {
      const { value } = node;
      return () => value;
    }
    case 'comparison':
      return buildComparison(node, compileNode);
    case 'call': {
      const definition = definitionOf(node.name);
      if (definition.isTopLevelOnly) throw invalidTree(`${node.name} cannot be inside another function`);
      return compileCall(node, definition);
    }
  }
}

function compileCall(call: FunctionCall, definition: FunctionDefinition): Evaluate {
  const problem = problemWithCall(definition, call.arguments);
  if (problem !== undefined) throw invalidTree(problem);
  return definition.build(new Call(call.name, bindArguments(definition, call.arguments), compileNode));
}

function definitionOf(name: string): FunctionDefinition {
  const definition = findFunction(name);
  if (!definition) throw invalidTree(unknownFunction(name));
  return definition;
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)];
}
