/** A database whose transactions carry the audit records of the request they belong to: both are kept, or neither is. */
import type { SqlAuditLog } from '@drawbridge/storage';
import type { Database } from '@drawbridge/storage/database';
import { currentTrail } from './audit-trail.ts';

export function auditedDatabase<Tables>(
  database: Database<Tables>,
  auditLog: Pick<SqlAuditLog, 'append'>,
): Database<Tables> {
  return {
    kysely: database.kysely,
    engine: database.engine,
    close: () => database.close(),
    [Symbol.asyncDispose]: () => database.close(),
    async transaction(work) {
      const trail = currentTrail();
      if (!trail) return database.transaction(work);
      let count = 0;
      try {
        const result = await database.transaction(async (tx) => {
          const done = await work(tx);
          const records = trail.ofTransaction();
          count = records.length;
          await auditLog.append(records, tx);
          return done;
        });
        if (count > 0) trail.told();
        return result;
      } catch (thrown) {
        trail.undone();
        throw thrown;
      }
    },
  };
}
