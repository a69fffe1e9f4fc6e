/**
 * JobStore, LinkStore and CycleStore in memory, over one state: real adapters that pass the same contract suites as the SQL
 * ones, for tests of the engine in milliseconds. Like a database, they hand out copies.
 */
import type { Escrow, Job, Link, ProvisioningLogRecord, Reference } from '@drawbridge/engine';
import type { ProvisioningStores } from '../contracts/provisioning-stores.ts';
import { MemoryCycleStore } from './memory-cycle-store.ts';
import { MemoryJobStore } from './memory-job-store.ts';
import { MemoryLinkStore } from './memory-link-store.ts';

export type JobRow = {
  job: Job;
  dueAt: Date | undefined;
  isWoken: boolean;
  owner: string | undefined;
  leaseUntil: Date | undefined;
  fence: number;
};

export type JobData = {
  readonly links: Map<string, Link>;
  readonly written: Map<string, Reference>;
  readonly escrows: Map<string, Escrow>;
  readonly log: ProvisioningLogRecord[];
};

export class MemoryProvisioningState {
  readonly rows = new Map<string, JobRow>();
  readonly #data = new Map<string, JobData>();

  data(jobId: string): JobData {
    let data = this.#data.get(jobId);
    if (!data) {
      data = { links: new Map(), written: new Map(), escrows: new Map(), log: [] };
      this.#data.set(jobId, data);
    }
    return data;
  }

  remove(jobId: string): void {
    this.rows.delete(jobId);
    this.#data.delete(jobId);
  }
}

export const referenceKey = ({ attribute, ownerId, referencedId }: Reference): string =>
  `${attribute} ${ownerId} ${referencedId}`;

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
