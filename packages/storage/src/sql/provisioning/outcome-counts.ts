/** How records ended, counted by application and hour in the transaction that writes them to the log. */
import type { ProvisioningLogRecord } from '@drawbridge/engine';
import { sql, type QueryExecutorProvider } from 'kysely';
import { recordset } from '../rows.ts';

export const outcomes = ['created', 'updated', 'disabled', 'deleted', 'failed', 'skipped'] as const;
export type CountedOutcome = (typeof outcomes)[number];

const hourMs = 60 * 60_000;
const hourOf = (at: Date): Date => new Date(Math.floor(at.getTime() / hourMs) * hourMs);

const done: Readonly<Record<string, CountedOutcome>> = {
  create: 'created',
  update: 'updated',
  disable: 'disabled',
  delete: 'deleted',
};

function outcomeOf({ status, action }: ProvisioningLogRecord): CountedOutcome {
  if (status === 'failure') return 'failed';
  return status === 'skipped' ? 'skipped' : (done[action] ?? 'skipped');
}

export async function countOutcomes(tx: QueryExecutorProvider, log: readonly ProvisioningLogRecord[]): Promise<void> {
  const counts = new Map<string, { service_principal_id: string; hour: Date; outcome: string; count: number }>();
  for (const record of log) {
    const [hour, outcome] = [hourOf(record.activityAt), outcomeOf(record)];
    const key = `${record.servicePrincipalId} ${hour.getTime()} ${outcome}`;
    const counted = counts.get(key);
    if (counted) counted.count += 1;
    else counts.set(key, { service_principal_id: record.servicePrincipalId, hour, outcome, count: 1 });
  }
  // In one order, so that two pages that are written at once wait for each other instead of stopping each other.
  const rows = [...counts.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
  await sql`
    insert into outcome_counts (service_principal_id, hour, outcome, count)
    select * from ${recordset(rows, 'put', 'service_principal_id uuid, hour timestamptz, outcome text, count int')}
    on conflict (service_principal_id, hour, outcome) do update set count = outcome_counts.count + excluded.count
  `.execute(tx);
}
