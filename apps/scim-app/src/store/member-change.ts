/**
 * What a request does to the members of a group, as operations in their order; and the gathering of those requests that
 * do nothing else.
 */
import { ScimError, type Clock } from '@drawbridge/base';
import type { MemberChange } from '@drawbridge/scim';
import type { Kysely } from 'kysely';
import { Batch, type Outcome } from './batch.ts';
import { isSearchable } from './keys.ts';
import { addMembers, removeMembers, removeMembersExcept, type MemberRow, type Refused } from './member-statements.ts';
import { notFound } from './precondition.ts';
import type { SerialLane } from './serial-lane.ts';
import type { Tables } from './tables.ts';

/** Inside a transaction, on a group that exists. @throws ScimError SCIM_INVALID_VALUE. */
export async function changeMembers(
  tx: Kysely<Tables>,
  groupId: string,
  changes: readonly MemberChange[],
  now: Date,
): Promise<void> {
  for (const [index, change] of changes.entries()) {
    if (change.kind === 'removeAll') {
      // A replacement is a removal of all and an addition: who is in both stays, and nothing is written for him.
      const next = changes[index + 1];
      const kept =
        next?.kind === 'add' ? next.members.map(({ value }) => value).filter((id) => typeof id === 'string') : [];
      await removeMembersExcept(tx, groupId, kept, now);
      continue;
    }
    const rows = rowsOf(0, groupId, change);
    if (rows.length === 0) continue;
    const [refused] = await (change.kind === 'add' ? addMembers : removeMembers)(tx, rows, now);
    if (refused) throw refusal(groupId, refused);
  }
}

type NamedMembers = Exclude<MemberChange, { readonly kind: 'removeAll' }>;

function rowsOf(job: number, group: string, change: NamedMembers): MemberRow[] {
  if (change.kind === 'remove') return change.values.map((member) => ({ job, group, member }));
  return change.members.map(({ value, display }) => {
    if (typeof value !== 'string' || value === '' || !isSearchable(value)) {
      throw new ScimError(
        'SCIM_INVALID_VALUE',
        'Each member needs a value: the id of a user or group of this application.',
      );
    }
    return { job, group, member: value, ...(typeof display === 'string' ? { display } : {}) };
  });
}

type MemberJob = { readonly groupId: string; readonly rows: readonly MemberRow[] };
type MemberBatchOptions = { readonly db: Kysely<Tables>; readonly clock: Clock; readonly memberships: SerialLane };

/** Requests that only add, or only remove, some members: many of them are one statement. */
export class MemberBatch {
  readonly #additions: Batch<MemberJob, true>;
  readonly #removals: Batch<MemberJob, true>;

  constructor({ db, clock, memberships }: MemberBatchOptions) {
    const gather = (statement: typeof addMembers): Batch<MemberJob, true> =>
      new Batch((jobs) => memberships.run(() => runJobs((rows) => statement(db, rows, clock.now()), jobs)));
    this.#additions = gather(addMembers);
    this.#removals = gather(removeMembers);
  }

  /** False when the changes need a transaction of their own; nothing was done then. */
  async tryAlone(groupId: string, changes: readonly MemberChange[]): Promise<boolean> {
    const [change, ...others] = changes;
    if (!change || others.length > 0 || change.kind === 'removeAll') return false;
    const rows = rowsOf(0, groupId, change);
    if (rows.length === 0) return false;
    return (change.kind === 'add' ? this.#additions : this.#removals).submit({ groupId, rows });
  }
}

async function runJobs(
  statement: (rows: readonly MemberRow[]) => Promise<readonly Refused[]>,
  jobs: readonly MemberJob[],
): Promise<Outcome<true>[]> {
  const rows = jobs.flatMap((job, number) => job.rows.map((row) => ({ ...row, job: number })));
  const refused = new Map((await statement(rows)).map((row) => [row.job, row]));
  return jobs.map(({ groupId }, job) => {
    const reason = refused.get(job);
    return reason ? { error: refusal(groupId, reason) } : { answer: true };
  });
}

function refusal(groupId: string, { hasGroup, unknownMember }: Refused): ScimError {
  if (!hasGroup) return notFound(groupId);
  return new ScimError(
    'SCIM_INVALID_VALUE',
    `Nobody here has the id ${JSON.stringify(unknownMember?.slice(0, 100))}, which was to be a member of group ${groupId}. No member was added.`,
  );
}
