/** Filter tree to text (RFC 7644 §3.4.2.2), with only the parentheses that are needed. `parseFilter` reads it back the same. */
import { printAttributePath } from '../path/attribute-path.ts';
import type { Filter, FilterLiteral } from './tree.ts';

export function printFilter(filter: Filter): string {
  switch (filter.kind) {
    case 'or':
      return filter.filters.map(printFilter).join(' or ');
    case 'and':
      return filter.filters
        .map((part) => (part.kind === 'or' ? `(${printFilter(part)})` : printFilter(part)))
        .join(' and ');
    case 'not':
      return `not (${printFilter(filter.filter)})`;
    case 'present':
      return `${printAttributePath(filter.path)} pr`;
    case 'compare':
      return `${printAttributePath(filter.path)} ${filter.operator} ${printLiteral(filter.value)}`;
    case 'valuePath':
      return `${printAttributePath(filter.path)}[${printFilter(filter.filter)}]`;
  }
}

/** A literal as RFC 7644 asks for it: a JSON value, quotes and backslashes escaped. */
export function printLiteral(value: FilterLiteral): string {
  return JSON.stringify(value);
}
