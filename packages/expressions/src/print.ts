/**
 * Writes an expression tree as text. `parseExpression(printExpression(tree))` gives an equal tree.
 */
import type { Argument, Expression } from './tree.ts';

/** The text of an expression, on one line, with blanks where arguments are left out: `Replace([a], "x", , , "y", , )`. */
export function printExpression(expression: Expression): string {
  return print(expression);
}

function print(node: Argument): string {
  switch (node.kind) {
    case 'empty':
      return '';
    case 'attribute':
      return `[${node.name}]`;
    case 'constant':
      return node.quoted ? `"${node.value.replace(/["\\]/g, '\\$&')}"` : node.value;
    case 'comparison':
      return `${print(node.left)} ${node.operator} ${print(node.right)}`;
    case 'call':
      return `${node.name}(${node.arguments.map(print).join(', ')})`;
  }
}
