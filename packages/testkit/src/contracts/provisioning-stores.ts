/** What an adapter hands to the contract suites of the engine's stores: three ports over one store that starts empty. */
import type { CycleStore, JobStore, LinkStore } from '@drawbridge/engine';

export type ProvisioningStores = {
  readonly jobs: JobStore;
  readonly links: LinkStore;
  readonly cycles: CycleStore;
  /** Log records committed so far for a job, in any order; for tests only. */
  countLog(jobId: string): Promise<number>;
  close(): Promise<void>;
};

export type OpenProvisioningStores = () => Promise<ProvisioningStores>;
