/** What the three memory stores share: jobs with their leases, and what is remembered for each. */
import type {
  Escrow,
  IntentNote,
  Job,
  Link,
  KeptSchema,
  ProvisioningLogRecord,
  Reference,
  StagedDeletion,
} from '@drawbridge/engine';

export type JobRow = {
  job: Job;
  dueAt: Date | undefined;
  /** Since it was claimed: because the directory changed, or by somebody who named the job. */
  woken: 'change' | 'name' | undefined;
  owner: string | undefined;
  leaseUntil: Date | undefined;
  /** Of the last claim. */
  fence: number;
  /** Whoever holds the job can write no more; it stays closed to others until that one has stopped. */
  isFenced: boolean;
};

export type JobData = {
  readonly links: Map<string, Link>;
  readonly written: Map<string, Reference>;
  readonly escrows: Map<string, Escrow>;
  readonly staged: Map<string, StagedDeletion>;
  /** Disables and deletes by the minute, in milliseconds. */
  readonly deletions: Map<number, number>;
  readonly intents: Map<string, IntentNote>;
  readonly log: ProvisioningLogRecord[];
  /** Newest first. */
  readonly schemas: KeptSchema[];
};

export class MemoryProvisioningState {
  readonly rows = new Map<string, JobRow>();
  readonly #data = new Map<string, JobData>();

  data(jobId: string): JobData {
    let data = this.#data.get(jobId);
    if (!data) {
      data = {
        links: new Map(),
        written: new Map(),
        escrows: new Map(),
        staged: new Map(),
        deletions: new Map(),
        intents: new Map(),
        log: [],
        schemas: [],
      };
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
