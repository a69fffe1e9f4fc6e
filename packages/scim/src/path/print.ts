/** Path to text, in one spelling: `printPath` of a string gives its canonical form. */
import { printFilter } from '../filter/print.ts';
import { printAttributePath } from './attribute-path.ts';
import { parsePath, type Path } from './parse.ts';

/** @throws ScimError SCIM_INVALID_PATH when given a text that is no path. */
export function printPath(path: Path | string): string {
  const { attribute, valueFilter, subAfterFilter } = typeof path === 'string' ? parsePath(path) : path;
  const head = printAttributePath(attribute);
  if (valueFilter === undefined) return head;
  const element = `${head}[${printFilter(valueFilter)}]`;
  return subAfterFilter === undefined ? element : `${element}.${subAfterFilter}`;
}
