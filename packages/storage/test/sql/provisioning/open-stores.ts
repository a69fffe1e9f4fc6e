/** The three stores of the engine on one database, as the contract suites want them. */
import type { ProvisioningStores } from '@drawbridge/testkit';
import { SqlCycleStore } from '../../../src/sql/provisioning/cycle-store.ts';
import { SqlJobStore } from '../../../src/sql/provisioning/job-store.ts';
import { SqlLinkStore } from '../../../src/sql/provisioning/link-store.ts';
import { SqlProvisioningLog } from '../../../src/sql/provisioning/provisioning-log.ts';
import type { ServiceDatabase } from '../both-engines.ts';

export function openStores(database: ServiceDatabase): ProvisioningStores {
  const log = new SqlProvisioningLog(database, { tenantId: '', initiatorName: '' });
  return {
    jobs: new SqlJobStore(database),
    links: new SqlLinkStore(database),
    cycles: new SqlCycleStore(database),
    countLog: (jobId) => log.count({ kind: 'in', field: 'jobId', values: [jobId] }),
    close: async () => undefined,
  };
}
