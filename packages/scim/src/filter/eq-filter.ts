/** The text of a match query, which the client sends to find the resource that belongs to a record. */
import { parsePath } from '../path/parse.ts';
import { printPath } from '../path/print.ts';
import { printFilter, printLiteral } from './print.ts';
import { joinFilters, type Filter } from './tree.ts';

/**
 * The text of a match query: `eqFilter('userName', 'o"brien')` is `userName eq "o\"brien"`. Not yet URL-encoded.
 * A path with a value filter prints as Microsoft Entra does, `emails[type eq "work"].value eq "x"`; that form is outside the
 * RFC's grammar though widely read, so `{ strict: true }` prints `emails[type eq "work" and value eq "x"]` instead.
 * @throws ScimError SCIM_INVALID_PATH when the path is none.
 */
export function eqFilter(path: string, value: string | boolean | number, options: { strict?: boolean } = {}): string {
  const parsed = parsePath(path);
  if (parsed.valueFilter === undefined || options.strict !== true)
    return `${printPath(path)} eq ${printLiteral(value)}`;
  const own: Filter = { kind: 'compare', path: { name: parsed.subAfterFilter ?? 'value' }, operator: 'eq', value };
  return printFilter({
    kind: 'valuePath',
    path: parsed.attribute,
    filter: joinFilters('and', [parsed.valueFilter, own]),
  });
}
