/** The memory stores keep the promises of the ports, so that engine tests on them say something about the real ones. */
import {
  createMemoryProvisioningStores,
  cycleStoreContract,
  jobStoreContract,
  leaseContract,
  linkStoreContract,
} from '@drawbridge/testkit';

const open = async () => createMemoryProvisioningStores();

jobStoreContract('the memory job store', open);
leaseContract('the memory job store', open);
linkStoreContract('the memory link store', open);
cycleStoreContract('the memory cycle store', open);
