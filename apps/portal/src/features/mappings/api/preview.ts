/** What a cycle over everybody would do under a schema that is not saved. The service writes nothing. */
import type { SynchronizationSchema } from '@drawbridge/contract';
import { graph } from '../../../lib/graph.ts';
import { jobPath, type JobOf } from './job.ts';

export const previewKinds = ['create', 'update', 'disable', 'delete', 'failed', 'none'] as const;
export type PreviewKind = (typeof previewKinds)[number];

export type PreviewExample = {
  readonly objectId: string;
  readonly objectTypeName: string;
  readonly displayName: string;
  readonly kind: PreviewKind;
  readonly reason: string | null;
  readonly modifiedProperties: readonly {
    readonly displayName: string;
    readonly oldValue: string | null;
    readonly newValue: string | null;
  }[];
};

export type Preview = {
  readonly counts: Readonly<Record<PreviewKind, number>>;
  readonly lookedAt: number;
  /** Of those looked at. */
  readonly inScope: number;
  /** False: the limit or the time was reached before everybody was looked at. */
  readonly isComplete: boolean;
  readonly sample: readonly PreviewExample[];
};

/** A quick look first; a thorough one takes up to a minute. */
const looks = { quick: { limit: 1000, timeoutSeconds: 20 }, thorough: { limit: 100_000, timeoutSeconds: 60 } } as const;
export type PreviewLook = keyof typeof looks;

export const previewSchema = (
  job: JobOf,
  schema: SynchronizationSchema,
  { look, signal }: { readonly look: PreviewLook; readonly signal: AbortSignal },
): Promise<Preview> =>
  graph('POST', `${jobPath(job)}/preview`, { body: { schema, ...looks[look], sampleSize: 10 }, signal });
