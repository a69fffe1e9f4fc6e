/** Row types of the provisioning tables (migrations 0002, 0011, 0012 and 0015 to 0017). */
import type { CycleCursor, JobStatus, SchemaChange } from '@drawbridge/engine';
import type { StoredJobSettings, SynchronizationSchema } from '@drawbridge/contract';
import type { ColumnType, Generated, GeneratedAlways, JSONColumnType } from 'kysely';

type Json<T extends object | null> = JSONColumnType<T, string, string>;

export type StoredSchemaChange = Omit<SchemaChange, 'at'> & { readonly at: string };

export type ProvisioningTables = {
  synchronization_jobs: {
    id: string;
    /** Names the job in the tables that grow with the directory. */
    key: GeneratedAlways<number>;
    service_principal_id: string;
    template_id: string;
    schedule_state: string;
    interval_ms: ColumnType<string, number, number>;
    schema: Json<SynchronizationSchema>;
    schema_version: number;
    settings: Json<StoredJobSettings>;
    cursor: ColumnType<CycleCursor | null, string | null, string | null>;
    status: Json<JobStatus>;
    quarantined: Generated<boolean>;
    created_at: Date;
    due_at: Date | null;
    /** Woken since it was claimed: with all others, because something changed, or by its name. */
    woken: 'change' | 'name' | null;
    lease_owner: string | null;
    lease_fence: Generated<string>;
    lease_until: Date | null;
    /** The worker that holds the job may write no more; others wait until it gave the job back or its time is over. */
    lease_fenced: Generated<boolean>;
  };
  schema_versions: {
    job_key: number;
    version: number;
    schema: Json<SynchronizationSchema>;
    /** SchemaChange, its time as text. */
    change: ColumnType<StoredSchemaChange | null, string | null, string | null>;
  };
  synchronization_secrets: { service_principal_id: string; key: string; value: string; sealed: boolean };
  links: {
    job_key: number;
    source_id: string;
    object_type: string;
    target_id: string;
    display_name: string;
    state: string;
    target_active: boolean | null;
    /** When the account is deleted, should nobody return before. */
    delete_at: Date | null;
    /** Null: before links had a time. */
    linked_at: Generated<Date | null>;
  };
  written_references: { job_key: number; attribute: string; owner_id: string; referenced_id: string };
  escrows: {
    job_key: number;
    source_id: string;
    object_type: string;
    first_failed_at: Date;
    attempts: number;
    next_attempt_at: Date;
    error_code: string;
    message: string;
    left_at: Date | null;
  };
  staged_deletions: {
    job_key: number;
    source_id: string;
    object_type: string;
    target_id: string;
    display_name: string;
    principal_name: string | null;
    action: string;
    event: string;
    state: string;
    since: Date;
    decided_at: Date | null;
  };
  /** Disables and deletes carried out, by the minute. */
  deletion_counts: { job_key: number; minute: Date; count: number };
  /** How records of the log ended, by the hour. */
  outcome_counts: { service_principal_id: string; hour: Date; outcome: string; count: number };
  create_intents: { job_key: number; id: string; noted_at: Date; intents: string };
  provisioning_log: {
    id: string;
    activity_at: Date;
    job_id: string;
    service_principal_id: string;
    cycle_id: string;
    change_id: string;
    action: string;
    status: string;
    duration_ms: number;
    object_type: string;
    source_id: string;
    source_display_name: string;
    source_principal_name: string | null;
    target_id: string | null;
    target_display_name: string | null;
    error_code: string | null;
    detail: string;
    left_at: Date | null;
  };
};
