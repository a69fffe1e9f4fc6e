/**
 * JobStore, LinkStore and CycleStore in memory, over one state: real adapters that pass the same contract suites as the SQL
 * ones, for tests of the engine in milliseconds. Like a database, they hand out copies.
 */
import type { ProvisioningStores } from '../contracts/provisioning-stores.ts';
import { MemoryCycleStore } from './memory-cycle-store.ts';
import { MemoryJobStore } from './memory-job-store.ts';
import { MemoryLinkStore } from './memory-link-store.ts';
import { MemoryProvisioningState } from './memory-provisioning-state.ts';

export type MemoryProvisioningStores = ProvisioningStores & {
  readonly state: MemoryProvisioningState;
  readonly jobs: MemoryJobStore;
  readonly links: MemoryLinkStore;
  readonly cycles: MemoryCycleStore;
};

export function createMemoryProvisioningStores(): MemoryProvisioningStores {
  const state = new MemoryProvisioningState();
  return {
    state,
    jobs: new MemoryJobStore(state),
    links: new MemoryLinkStore(state),
    cycles: new MemoryCycleStore(state),
    countLog: async (jobId) => state.data(jobId).log.length,
    close: async () => undefined,
  };
}
