import { cycleStoreContract, jobStoreContract, linkStoreContract } from '@drawbridge/testkit';
import { onBothEngines } from '../both-engines.ts';
import { openStores } from './open-stores.ts';

onBothEngines(({ name, database }) => {
  const open = async () => openStores(database());
  jobStoreContract(name, open);
  linkStoreContract(name, open);
  cycleStoreContract(name, open);
});
