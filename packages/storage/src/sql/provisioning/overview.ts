/**
 * What a person who opens the admin centre has to know, for all applications or for some: set-based, and never over the
 * whole log. Costs follow the number of applications and of those who left, not of people or records.
 */
import { sql } from 'kysely';
import type { Database } from '../../database/index.ts';
import { firstIdAt } from '../logs/log-time.ts';
import { anyUuid } from '../rows.ts';
import { outcomes, type CountedOutcome } from './outcome-counts.ts';
import type { ProvisioningTables } from './tables.ts';

/** Undefined: all applications. */
type Confinement = readonly string[] | undefined;

type WaitingCount = { readonly count: number; readonly since: Date };

/** A job that a person should look at. */
type AilingJob = {
  readonly servicePrincipalId: string;
  readonly displayName: string;
  readonly jobId: string;
  readonly quarantine?: {
    readonly reason: string;
    readonly currentBegan: string;
    readonly error: { readonly message: string };
  };
  /** Deletions that wait for a person's word. */
  readonly staged?: WaitingCount;
  /** Objects that failed, and are tried again. */
  readonly failing?: WaitingCount;
};

type HourOfOutcomes = { readonly hour: Date } & Readonly<Record<CountedOutcome, number>>;

type Latency = { readonly count: number; readonly medianMs?: number; readonly p95Ms?: number };

/** How far the application is that is furthest. */
type SetUpFacts = {
  readonly servicePrincipalId: string;
  readonly displayName: string;
  readonly templateId: string | undefined;
  readonly hasAgent: boolean;
  readonly hasCredentials: boolean;
  readonly hasAssignment: boolean;
  readonly hasProvisioned: boolean;
  readonly isStarted: boolean;
};

type EndingCredential = {
  readonly applicationId: string;
  readonly displayName: string;
  readonly kind: 'password' | 'certificate';
  readonly credentialName: string;
  readonly endsAt: Date;
};

export class SqlOverview {
  readonly #database: Database<ProvisioningTables>;

  constructor(database: Database<ProvisioningTables>) {
    this.#database = database;
  }

  /** The worst first; at most `limit`. */
  async ailingJobs(confined: Confinement, limit: number): Promise<readonly AilingJob[]> {
    type Row = {
      service_principal_id: string;
      display_name: string;
      id: string;
      quarantine: NonNullable<AilingJob['quarantine']> | null;
      staged: string | null;
      staged_since: Date | null;
      failing: string | null;
      failing_since: Date | null;
    };
    const { rows } = await sql<Row>`
      with failing as (
        select job_key, count(*) as count, min(first_failed_at) as since from escrows where attempts > 0 group by job_key
      ), staged as (
        select job_key, count(*) as count, min(since) as since from staged_deletions where state = 'pending' group by job_key
      )
      select job.service_principal_id, principal.display_name, job.id, job.status -> 'quarantine' as quarantine,
        staged.count as staged, staged.since as staged_since, failing.count as failing, failing.since as failing_since
      from synchronization_jobs job
      join service_principals principal on principal.id = job.service_principal_id and principal.deleted_at is null
      left join failing on failing.job_key = job.key
      left join staged on staged.job_key = job.key
      where ${within(confined, 'job.service_principal_id')}
        and (job.status -> 'quarantine' is not null or staged.count > 0 or failing.count > 0)
      order by (job.status -> 'quarantine') is null, staged.count desc nulls last, failing.count desc nulls last, job.key
      limit ${limit}`.execute(this.#database.kysely);
    return rows.map((row) => ({
      servicePrincipalId: row.service_principal_id,
      displayName: row.display_name,
      jobId: row.id,
      ...(row.quarantine ? { quarantine: row.quarantine } : {}),
      ...(row.staged && row.staged_since ? { staged: { count: Number(row.staged), since: row.staged_since } } : {}),
      ...(row.failing && row.failing_since
        ? { failing: { count: Number(row.failing), since: row.failing_since } }
        : {}),
    }));
  }

  /** Every hour in which something was logged, the oldest first. */
  async outcomesSince(hour: Date, confined: Confinement): Promise<readonly HourOfOutcomes[]> {
    const { rows } = await sql<{ hour: Date; outcome: CountedOutcome; count: string }>`
      select hour, outcome, sum(count) as count from outcome_counts
      where hour >= ${hour} and ${within(confined, 'service_principal_id')}
      group by hour, outcome order by hour`.execute(this.#database.kysely);
    const none = Object.fromEntries(outcomes.map((outcome) => [outcome, 0])) as Record<CountedOutcome, number>;
    const hours = Map.groupBy(rows, (row) => row.hour.getTime());
    return [...hours.values()].map((of) => ({
      ...none,
      hour: of[0]!.hour,
      ...Object.fromEntries(of.map(({ outcome, count }) => [outcome, Number(count)])),
    }));
  }

  /** From the moments in which people left to the moments in which their accounts were taken away. */
  async leaversSince(since: Date, confined: Confinement): Promise<Latency> {
    // Both at once: sorting is what costs.
    const { rows } = await sql<{ count: string; figures: readonly number[] | null }>`
      select count(*) as count, percentile_cont(array[0.5, 0.95]) within group (order by ms) as figures
      from (
        select greatest(0, extract(epoch from activity_at - left_at) * 1000 + duration_ms)::float8 as ms
        from provisioning_log
        where left_at is not null and status = 'success' and object_type = 'User'
          and id >= ${firstIdAt(since.getTime())}::uuid and ${within(confined, 'service_principal_id')}
      ) leavers`.execute(this.#database.kysely);
    const [row] = rows;
    const count = Number(row?.count ?? 0);
    const [medianMs, p95Ms] = row?.figures ?? [];
    return medianMs === undefined || p95Ms === undefined ? { count } : { count, medianMs, p95Ms };
  }

  /** People who left and whose account could not be taken away until now. */
  async leaversWaiting(confined: Confinement): Promise<WaitingCount | undefined> {
    const { rows } = await sql<{ count: string; since: Date | null }>`
      select count(*) as count, min(escrows.left_at) as since from escrows
      join synchronization_jobs job on job.key = escrows.job_key
      where escrows.left_at is not null and escrows.object_type = 'User'
        and ${within(confined, 'job.service_principal_id')}`.execute(this.#database.kysely);
    const [row] = rows;
    return row?.since ? { count: Number(row.count), since: row.since } : undefined;
  }

  async furthestSetUp(confined: Confinement): Promise<SetUpFacts | undefined> {
    type Row = {
      id: string;
      display_name: string;
      template_id: string | null;
      has_agent: boolean;
      has_credentials: boolean;
      has_assignment: boolean;
      has_provisioned: boolean;
      is_started: boolean;
    };
    const { rows } = await sql<Row>`
      with furthest as (
        select principal.id, principal.display_name, principal.application_template_id as template_id,
          coalesce(job.schedule_state = 'Active' or job.status -> 'lastSuccessfulExecution' is not null, false) as is_started
        from service_principals principal
        left join synchronization_jobs job on job.service_principal_id = principal.id
        where principal.deleted_at is null and principal.application_template_id is not null
          and ${within(confined, 'principal.id')}
        order by is_started desc, job.key desc nulls last, principal.id desc limit 1
      )
      select furthest.*,
        exists (
          select 1 from published_resources resource
          join published_resource_groups served on served.resource_id = resource.id
          join agent_group_members member on member.group_id = served.group_id
          where resource.resource_name = furthest.id::text
        ) as has_agent,
        (select count(*) from synchronization_secrets secret
          where secret.service_principal_id = furthest.id and secret.key in ('BaseAddress', 'SecretToken')) = 2 as has_credentials,
        exists (select 1 from app_role_assignments assignment where assignment.resource_id = furthest.id) as has_assignment,
        exists (select 1 from provisioning_log log where log.service_principal_id = furthest.id) as has_provisioned
      from furthest`.execute(this.#database.kysely);
    const [row] = rows;
    if (!row) return undefined;
    return {
      servicePrincipalId: row.id,
      displayName: row.display_name,
      templateId: row.template_id ?? undefined,
      hasAgent: row.has_agent,
      hasCredentials: row.has_credentials,
      hasAssignment: row.has_assignment,
      hasProvisioned: row.has_provisioned,
      isStarted: row.is_started,
    };
  }

  /**
   * Secrets and certificates of applications that end in this span, the first first. Those are left out whose application has a
   * credential that ends later: they were replaced.
   */
  async endingCredentials(
    span: { readonly from: Date; readonly to: Date },
    confined: Confinement,
    limit: number,
  ): Promise<readonly EndingCredential[]> {
    type Row = {
      application_id: string;
      display_name: string;
      kind: EndingCredential['kind'];
      name: string;
      ends: Date;
    };
    const { rows } = await sql<Row>`
      with credentials as (
        select application_id, 'password' as kind, display_name as name, expires_at as ends from password_credentials
        union all
        select application_id, 'certificate', display_name, expires_at from key_credentials
      ), latest as (
        select application_id, bool_or(ends is null or ends > ${span.to}) as is_replaced from credentials group by application_id
      )
      select application.id as application_id, application.display_name, kind, name, ends
      from credentials
      join latest on latest.application_id = credentials.application_id and not latest.is_replaced
      join applications application on application.id = credentials.application_id and application.deleted_at is null
      where ends >= ${span.from} and ends <= ${span.to} and (
        ${within(confined, 'application.id')} or application.app_id in (
          select app_id from service_principals where ${within(confined, 'service_principals.id')}))
      order by ends, application.id limit ${limit}`.execute(this.#database.kysely);
    return rows.map((row) => ({
      applicationId: row.application_id,
      displayName: row.display_name,
      kind: row.kind,
      credentialName: row.name,
      endsAt: row.ends,
    }));
  }
}

const within = (confined: Confinement, column: string) =>
  confined === undefined ? sql<boolean>`true` : sql<boolean>`${sql.ref(column)} = ${anyUuid(confined)}`;
