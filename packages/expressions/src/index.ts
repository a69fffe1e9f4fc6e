/**
 * The attribute-mapping expression language: `Join(" ", [givenName], [surname])`. Parsed and compiled once per mapping,
 * evaluated once per object; the same code runs in the engine and in the portal's editor.
 */
export { compileExpression } from './compile.ts';
export type { CompiledExpression } from './compile.ts';
export type { FunctionParameter, ParameterType } from './function-definition.ts';
export { functionSchemas } from './function-list.ts';
export type { FunctionSchema } from './function-list.ts';
export { tokensOf } from './lexer.ts';
export type { ShownToken } from './lexer.ts';
export { fromMappingSource, toMappingSource } from './mapping-source.ts';
export type { AttributeMappingSource, AttributeMappingSourceInput } from './mapping-source.ts';
export { parseExpression } from './parser.ts';
export type { ParseOptions } from './parser.ts';
export { printExpression } from './print.ts';
export { StepsExhausted } from './regex/match.ts';
export { Regex } from './regex/replace.ts';
export { PatternProblem } from './regex/syntax.ts';
export { testExpression } from './test-expression.ts';
export type { ExpressionTest, TestOptions } from './test-expression.ts';
export type {
  Argument,
  AttributeReference,
  Comparison,
  ComparisonOperator,
  Constant,
  EmptyArgument,
  Expression,
  FunctionCall,
} from './tree.ts';
export type {
  EvaluationContext,
  ExpressionValue,
  Outcome,
  RandomInteger,
  RoleAssignment,
  SourceAttributes,
  SourceValue,
} from './value.ts';
