/**
 * Random expression trees that the parser would accept, made from the function schemas.
 */
import fc from 'fast-check';
import { functionSchemas } from '../src/index.ts';
import type { Argument, Expression, FunctionSchema } from '../src/index.ts';
import { comparisonOperators } from '../src/tree.ts';

/** Functions whose arguments have rules of their own. */
const special = new Set([
  'Replace',
  'SelectUniqueValue',
  ...functionSchemas.map(({ name }) => name).filter((name) => name.includes('AppRole')),
]);
const schemas = functionSchemas.filter(({ name }) => !special.has(name));
const empty: fc.Arbitrary<Argument> = fc.constant({ kind: 'empty' });

const attribute: fc.Arbitrary<Expression> = fc
  .oneof(
    fc.string({ unit: 'grapheme', minLength: 1 }).filter((name) => !/[[\]]/.test(name)),
    fc.constantFrom('__proto__', 'constructor', 'a[b].c', 'urn:x:User:y', 'say "hi"', 'back\\slash'),
  )
  .map((name) => name.trim())
  .filter((name) => name !== '')
  .map((name) => ({ kind: 'attribute', name }));

const constant: fc.Arbitrary<Expression> = fc.oneof(
  fc
    .oneof(fc.string({ unit: 'binary' }), fc.constantFrom('\\', '"', '\\"', '"\\', '\\\\"', '\n', '[x]', ','))
    .map((value) => ({ kind: 'constant', value, quoted: true }) as const),
  fc
    .oneof(
      fc.bigInt().map(String),
      fc.nat().map((number) => `&H${number.toString(16)}`),
      fc.constant('vbTextCompare'),
    )
    .map((value) => ({ kind: 'constant', value, quoted: false }) as const),
);

export const { expression: arbitraryExpression } = fc.letrec<{ expression: Expression }>((tie) => {
  const expression = tie('expression') as fc.Arbitrary<Expression>;
  return {
    expression: fc.oneof(
      { maxDepth: 6, withCrossShrink: true },
      attribute,
      constant,
      fc.constantFrom(...schemas).chain((schema) => call(schema, expression)),
    ),
  };
});

function call(schema: FunctionSchema, expression: fc.Arbitrary<Expression>): fc.Arbitrary<Expression> {
  return argumentsOf(schema, expression).map((args) => ({ kind: 'call', name: schema.name, arguments: args }));
}

function argumentsOf(
  { name, parameters }: FunctionSchema,
  expression: fc.Arbitrary<Expression>,
): fc.Arbitrary<Argument[]> {
  if (name === 'FormatDateTime') return fc.tuple(expression, fc.oneof(expression, empty), expression, expression);
  if (name === 'Coalesce') return fc.array(expression, { minLength: 1, maxLength: 4 });
  if (name === 'Switch') {
    const pair = fc.tuple(fc.oneof(expression, empty), fc.oneof(expression, empty));
    return fc
      .tuple(expression, fc.oneof(expression, empty), fc.array(pair, { maxLength: 3 }))
      .map(([source, otherwise, pairs]) => [source, otherwise, ...pairs.flat()]);
  }
  const groups = parameters.map((parameter, index): fc.Arbitrary<Argument[]> => {
    const takesCondition = index === 0 && (name === 'IIF' || name === 'CBool');
    const one: fc.Arbitrary<Argument> = takesCondition ? fc.oneof(expression, comparison(expression)) : expression;
    if (parameter.allowMultipleOccurrences) return fc.array(one, { minLength: 1, maxLength: 4 });
    return (parameter.required ? one : fc.oneof(one, empty)).map((argument) => [argument]);
  });
  return fc.tuple(...groups).map((args) => args.flat());
}

function comparison(expression: fc.Arbitrary<Expression>): fc.Arbitrary<Expression> {
  return fc
    .tuple(fc.constantFrom(...comparisonOperators), expression, expression)
    .map(([operator, left, right]) => ({ kind: 'comparison', operator, left, right }));
}
