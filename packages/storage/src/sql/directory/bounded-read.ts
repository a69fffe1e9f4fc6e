/**
 * Reads that no index serves (`city eq 'Oslo'`, `not …`) may have to look at every object. On a server they are ended
 * after some seconds, so that one caller cannot hold the database; the embedded engine, for small directories, has no
 * such clock.
 */
import { DirectoryError } from '@drawbridge/base';
import { propertyOf, type Condition, type ObjectKind } from '@drawbridge/directory';
import { sql, type QueryExecutorProvider } from 'kysely';
import { isDatabaseError } from '../../database/index.ts';
import { isSelective } from './conditions.ts';

const longestReadMs = 8_000;

export type BoundedDatabase = {
  readonly engine: 'embedded' | 'postgres';
  readonly kysely: QueryExecutorProvider & {
    transaction(): { execute<T>(work: (tx: QueryExecutorProvider) => Promise<T>): Promise<T> };
  };
};

/** Throws QUERY_UNSUPPORTED when the time is over. */
export async function bounded<Result>(
  { engine, kysely }: BoundedDatabase,
  kind: ObjectKind,
  where: readonly Condition[],
  read: (db: QueryExecutorProvider) => Promise<Result>,
): Promise<Result> {
  const isFast = where.every((one) => isServed(kind, one)) || where.some((one) => isSelective(kind, one));
  if (engine === 'embedded' || isFast) return read(kysely);
  try {
    // Kysely's own transaction: reading is no change that an audit record belongs to.
    return await kysely.transaction().execute(async (tx) => {
      await sql`set local statement_timeout = ${sql.lit(longestReadMs)}`.execute(tx);
      return read(tx);
    });
  } catch (thrown) {
    if (!isDatabaseError(thrown) || thrown.code !== queryCanceled) throw thrown;
    throw new DirectoryError(
      'QUERY_UNSUPPORTED',
      `Unsupported query filter clause: no index serves it, and it took longer than ${longestReadMs / 1000} seconds. ` +
        'Add a condition with eq or startsWith on displayName, userPrincipalName, mail, mailNickname or employeeId, or use $search.',
      { cause: thrown },
    );
  }
}

/** SQLSTATE. */
const queryCanceled = '57014';

const dates = ['createdDateTime', 'deletedDateTime'];
const unserved: ReadonlySet<string> = new Set(['ne', 'some', 'every']);

/** An index leads to what is so. */
function isServed(kind: ObjectKind, condition: Condition): boolean {
  if (condition.op === 'and') return condition.conditions.every((one) => isServed(kind, one));
  if (condition.op === 'or') return condition.conditions.every((one) => isServed(kind, one));
  if (condition.op === 'not' || unserved.has(condition.op)) return false;
  const { property } = condition;
  return property === 'id' || dates.includes(property) || propertyOf(kind, property)?.filter !== undefined;
}
