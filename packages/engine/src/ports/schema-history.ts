/** The schemas that a job had, each as it was saved: the current one and a bounded number before it. */
import type { SynchronizationSchema } from '@drawbridge/contract';

/** So many versions of a job's schema are kept, the current one included. */
export const keptSchemaVersions = 50;

export type SchemaAuthor =
  | { readonly type: 'user'; readonly id: string; readonly displayName: string; readonly userPrincipalName: string }
  | { readonly type: 'application'; readonly id: string; readonly displayName: string }
  | { readonly type: 'system'; readonly displayName: string };

/** Who saves a schema, when, and what is other than in the one before. */
export type SchemaChange = {
  readonly at: Date;
  readonly by: SchemaAuthor;
  /** Names of what changed, as an administrator knows them. */
  readonly changes: readonly string[];
  /** The version that was brought back. */
  readonly restoredVersion?: number | undefined;
};

export type SchemaVersion = {
  readonly version: number;
  /** Absent: the schema that the job was made with, or one saved before versions were kept. */
  readonly change?: SchemaChange;
};

export type KeptSchema = SchemaVersion & { readonly schema: SynchronizationSchema };
