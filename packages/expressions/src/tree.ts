/**
 * The tree of an attribute-mapping expression, as the parser makes it and the printer writes it. It holds what was
 * written and nothing derived, so that parsing what was printed gives an equal tree.
 */

export const comparisonOperators = ['=', '<>', '>', '>=', '<', '<='] as const;
export type ComparisonOperator = (typeof comparisonOperators)[number];

/** `[givenName]`: the value of a source attribute. */
export type AttributeReference = { readonly kind: 'attribute'; readonly name: string };
/** `"text"` when quoted; `3`, `&HF7` or `vbTextCompare` when not. The value is text either way. */
export type Constant = { readonly kind: 'constant'; readonly value: string; readonly quoted: boolean };
/** `Name(…)`; a blank argument is an `empty` node, so that positions stay what they are. */
export type FunctionCall = { readonly kind: 'call'; readonly name: string; readonly arguments: readonly Argument[] };
/** `left = right`, only as the first argument of IIF and CBool. */
export type Comparison = {
  readonly kind: 'comparison';
  readonly operator: ComparisonOperator;
  readonly left: Expression;
  readonly right: Expression;
};
export type EmptyArgument = { readonly kind: 'empty' };

export type Expression = AttributeReference | Constant | FunctionCall | Comparison;
export type Argument = Expression | EmptyArgument;

/** How deep calls may nest; parsing and reading a mapping source refuse more. */
export const maxNestingDepth = 100;

/** Every node of a tree, without recursion. */
export function* nodesOf(expression: Expression): Generator<Expression> {
  const open: Argument[] = [expression];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (node.kind === 'empty') continue;
    yield node;
    if (node.kind === 'call') open.push(...node.arguments.toReversed());
    if (node.kind === 'comparison') open.push(node.right, node.left);
  }
}
