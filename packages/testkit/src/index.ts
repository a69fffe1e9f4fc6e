export { aGroup, aJob, aLink, aLogRecord, aMoment, anEscrow, aPage, aPerson, aReference } from './builders/provisioning.ts';
export { cycleStoreContract } from './contracts/cycle-store-contract.ts';
export { jobStoreContract } from './contracts/job-store-contract.ts';
export { linkStoreContract } from './contracts/link-store-contract.ts';
export type { OpenProvisioningStores, ProvisioningStores } from './contracts/provisioning-stores.ts';
