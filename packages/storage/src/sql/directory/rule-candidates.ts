/**
 * The people whom a membership rule may let in, found by SQL. The condition is wider than the rule, never narrower: the
 * rule itself decides on who is found. It leaves out what SQL might judge otherwise: letters beyond ASCII, patterns,
 * lists, and everything under a `not`.
 */
import { isUuid } from '@drawbridge/base';
import type { RuleNode, RuleProperty, RuleValue, StoredObject } from '@drawbridge/directory';
import { sql, type QueryExecutorProvider, type RawBuilder } from 'kysely';
import { objectTables, toObject, type ObjectRow } from './object-table.ts';

type Predicate = RawBuilder<boolean>;

/** People of the window of ids that begins after `after`; `last`: its end, absent when nobody comes after. */
export async function listRuleCandidates(
  db: QueryExecutorProvider,
  {
    rule,
    reads,
    after,
    window,
  }: { rule: RuleNode; reads: ReadonlySet<string>; after?: string | undefined; window: number },
): Promise<{ candidates: readonly StoredObject[]; last?: string }> {
  const beyond = after === undefined ? sql`true` : sql`id > ${after}::uuid`;
  const end = await sql<{ id: string }>`
    select id from users where ${beyond} order by id offset ${window - 1} limit 1`.execute(db);
  const last = end.rows[0]?.id;
  const table = objectTables.User;
  const columns = table.columns.filter(({ property }) => reads.has(property)).map(({ name }) => name);
  const document = [...reads].every((name) => name === 'id' || table.columnOf.has(name)) ? [] : ['attributes'];
  // The lock keeps them from being purged meanwhile, so that no membership is left over.
  const { rows } = await sql<ObjectRow>`
    select ${sql.join(['id', 'created_at', 'deleted_at', ...columns, ...document].map((name) => sql.ref(name)))}
    from users where ${beyond} and ${last === undefined ? sql`true` : sql`id <= ${last}::uuid`} and ${toPredicate(rule)}
    order by id for key share`.execute(db);
  const candidates = rows.map((row) => toObject(table, row));
  return last === undefined ? { candidates } : { candidates, last };
}

const everybody: Predicate = sql`true`;

function toPredicate(node: RuleNode): Predicate {
  switch (node.kind) {
    case 'and':
      return sql`(${sql.join(node.operands.map(toPredicate), sql` and `)})`;
    case 'or':
      return sql`(${sql.join(node.operands.map(toPredicate), sql` or `)})`;
    case 'compare':
      if (node.operator === 'eq' || node.operator === 'in')
        return sql`(${sql.join(
          node.values.map((value) => toEquality(node.property, value)),
          sql` or `,
        )})`;
      return node.operator === 'startsWith' ? toPrefix(node.property, node.values[0] ?? null) : everybody;
    default:
      return everybody;
  }
}

function toEquality({ stored, type }: RuleProperty, value: RuleValue): Predicate {
  if (stored === 'id' || type === 'uuid') {
    if (typeof value === 'string')
      return isUuid(value) ? sql`${sql.ref(columnOf(stored))} = ${value}::uuid` : sql`false`;
    return everybody;
  }
  if (type === 'boolean') {
    const text = valueOf(stored, 'boolean');
    if (value === null) return sql`${text} is null`;
    return sql`${text} = ${String(value).toLowerCase()}`;
  }
  if (type !== 'string') return everybody;
  const text = valueOf(stored, 'string');
  if (value === null) return sql`${text} is null`;
  return typeof value === 'string' && isPlain(value)
    ? sql`lower(${text} collate "C") = ${value.toLowerCase()}`
    : everybody;
}

function toPrefix({ stored, type }: RuleProperty, value: RuleValue): Predicate {
  if (type !== 'string' || stored === 'id' || typeof value !== 'string' || !isPlain(value)) return everybody;
  return sql`lower(${valueOf(stored, 'string')} collate "C") ^@ ${value.toLowerCase()}`;
}

const columnOf = (stored: string): string => objectTables.User.columnOf.get(stored)?.name ?? stored;

/** As text. */
function valueOf(stored: string, type: 'string' | 'boolean'): RawBuilder<unknown> {
  const column = objectTables.User.columnOf.get(stored);
  if (!column) return sql`(attributes ->> ${stored})`;
  return type === 'boolean' ? sql`${sql.ref(column.name)}::text` : sql.ref(column.name);
}

/** What folds alike everywhere, whatever the server's locale. */
const isPlain = (text: string): boolean => /^[\x20-\x7e]*$/.test(text);
