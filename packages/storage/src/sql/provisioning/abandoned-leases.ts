/**
 * Leases that a process left behind when it was killed. Whoever shares a server has to let them run out; the embedded
 * database is open in one process at a time, so that at its start every lease there is belongs to a dead one, and a
 * cycle need not wait half a minute before it goes on.
 */
import type { Database } from '../../database/index.ts';
import type { ProvisioningTables } from './tables.ts';

/** To be called once, before any worker starts. Does nothing on a server. */
export async function endAbandonedLeases(database: Database<ProvisioningTables>): Promise<void> {
  if (database.engine !== 'embedded') return;
  await database.kysely
    .updateTable('synchronization_jobs')
    .set({ lease_owner: null, lease_until: null })
    .where('lease_owner', 'is not', null)
    .execute();
}
