import { cycleStoreContract, jobStoreContract, leaseContract, linkStoreContract } from '@drawbridge/testkit';
import { onBothEngines } from '../both-engines.ts';
import { openStores } from './open-stores.ts';

onBothEngines(({ name, database }) => {
  const open = async () => openStores(database());
  jobStoreContract(name, open);
  leaseContract(name, open);
  linkStoreContract(name, open);
  cycleStoreContract(name, open);
});
