/**
 * Filter tree to a condition of `where` (RFC 7644 §3.4.2.2). The same answers as `evaluateFilter` of the SCIM package
 * gives, found by the database; literals are bound, names come from the schema and never from the request.
 * A condition may be NULL, which counts as false; so a negation is `is not true`, and never `not`. (To make it false with
 * `coalesce` would hide the comparison from the indexes.)
 */
import type { CompareFilter, Filter, ValuePathFilter } from '@drawbridge/scim';
import { sql } from 'kysely';
import type { Scope } from './field.ts';
import { compare, unsuitable, type Sql } from './operand.ts';

/** @throws ScimError SCIM_INVALID_FILTER when an operator or literal does not suit its attribute. */
export function filterToSql(filter: Filter, scope: Scope): Sql {
  switch (filter.kind) {
    case 'and':
    case 'or': {
      const parts = filter.filters.map((part) => filterToSql(part, scope));
      return sql`(${sql.join(parts, filter.kind === 'and' ? sql` and ` : sql` or `)})`;
    }
    case 'not':
      return isNot(filterToSql(filter.filter, scope));
    case 'present':
      return scope(filter.path)?.isPresent ?? sql`false`;
    case 'compare':
      return compareToSql(filter, scope);
    case 'valuePath':
      return valuePathToSql(filter, scope);
  }
}

const isNot = (condition: Sql): Sql => sql`((${condition}) is not true)`;

function compareToSql({ path, operator, value }: CompareFilter, scope: Scope): Sql {
  const isNe = operator === 'ne';
  const field = scope(path);
  if (value === null) {
    if (operator !== 'eq' && !isNe) throw unsuitable(path, 'null can only be compared with eq and ne');
    const present = field?.isPresent ?? sql`false`;
    return isNe ? present : isNot(present);
  }
  if (!field) return isNe ? sql`true` : sql`false`;
  const quick = operator === 'eq' && typeof value === 'string' ? field.equals?.(value) : undefined;
  if (quick) return quick;
  const some = field.some((operand) => compare(operator, operand, value));
  return isNe ? sql`(${some} or ${isNot(field.isPresent)})` : some;
}

function valuePathToSql({ path, filter }: ValuePathFilter, scope: Scope): Sql {
  const field = scope(path);
  if (!field) return sql`false`;
  if (!field.someElement) throw unsuitable(path, 'only complex attributes take a filter in brackets');
  const whole = field.someElement((inner) => filterToSql(filter, inner), filter);
  const quick = requiredValues(filter).flatMap((value) => field.equals?.(value) ?? []);
  return quick.length === 0 ? whole : sql`(${sql.join([...quick, whole], sql` and `)})`;
}

/** The values an element must have for the filter to be true: `value eq "x"`, alone or joined by `and`. */
function requiredValues(filter: Filter): readonly string[] {
  if (filter.kind === 'and') return filter.filters.flatMap(requiredValues);
  if (filter.kind !== 'compare' || filter.operator !== 'eq' || typeof filter.value !== 'string') return [];
  return filter.path.name.toLowerCase() === 'value' && filter.path.subName === undefined ? [filter.value] : [];
}
