/**
 * Rules of dynamic groups: which there are, how far a new one has been put to everybody, and who is in by them.
 *
 * Whoever writes people holds the lock shared from before they read the rules until they commit; whoever changes a rule,
 * or puts one to everybody, holds it alone. So no change of a person is ever judged by a rule that is no longer the one.
 */
import type { MembershipRule, Membership, PendingEvaluation, RuleProgress } from '@drawbridge/directory';
import { sql, type QueryExecutorProvider, type RawBuilder } from 'kysely';
import { anyUuid, recordset } from '../rows.ts';

type Db = QueryExecutorProvider;

/** Any number that no other advisory lock of the service uses. */
const rulesLock = 6_146_001;

export async function lockRules(db: Db, mode: 'shared' | 'exclusive'): Promise<void> {
  const lock = sql.raw(mode === 'shared' ? 'pg_advisory_xact_lock_shared' : 'pg_advisory_xact_lock');
  await sql`select ${lock}(${sql.lit(rulesLock)})`.execute(db);
}

/** Not those that are paused. */
const applies = sql`groups.deleted_at is null and groups.group_types @> array['DynamicMembership']::text[]
  and coalesce(groups.attributes ->> 'membershipRuleProcessingState', 'On') <> 'Paused' and groups.attributes ? 'membershipRule'`;

export async function listMembershipRules(db: Db): Promise<readonly MembershipRule[]> {
  const { rows } = await sql<{ id: string; rule: string }>`
    select id, attributes ->> 'membershipRule' as rule from groups where ${applies}`.execute(db);
  return rows.map(({ id, rule }) => ({ groupId: id, rule }));
}

const logged = (added: RawBuilder<unknown>, removed: RawBuilder<unknown>): RawBuilder<unknown> => sql`
  insert into changes (object_type, object_id, kind, related_type, related_id)
  select 'Group', group_id, 'member-removed', member_type, member_id from ${removed} as gone
  union all
  select 'Group', group_id, 'member-added', 'User', member_id from ${added} as come`;

/** Of these people exactly the wanted are in these groups afterwards. New people are in none yet. */
export async function setRuleMembers(
  db: Db,
  {
    groupIds,
    userIds,
    wanted,
    areNew,
  }: {
    groupIds: readonly string[];
    userIds: readonly string[];
    wanted: readonly Membership[];
    areNew: boolean;
  },
): Promise<void> {
  if (areNew && wanted.length === 0) return;
  const pairs = recordset(
    wanted.map(({ groupId, memberId }) => ({ group_id: groupId, member_id: memberId })),
    'given',
    'group_id uuid, member_id uuid',
  );
  const stale = areNew
    ? sql`select group_id, member_id, member_type from memberships where false`
    : sql`
      delete from memberships membership
      where membership.member_id = ${anyUuid(userIds)} and membership.group_id = ${anyUuid(groupIds)}
        and not exists (select 1 from wanted where wanted.group_id = membership.group_id and wanted.member_id = membership.member_id)
      returning group_id, member_id, member_type`;
  await sql`
    with wanted as materialized (select * from ${pairs}),
    removed as (${stale}),
    added as (
      insert into memberships (group_id, member_id, member_type)
      select group_id, member_id, 'User' from wanted on conflict do nothing returning group_id, member_id
    )
    ${logged(sql`added`, sql`removed`)}`.execute(db);
}

/** Of the people with ids after `after`, up to and with `through`, exactly these are in the group afterwards. */
export async function setRuleMembersInRange(
  db: Db,
  {
    groupId,
    after,
    through,
    memberIds,
  }: {
    groupId: string;
    after?: string | undefined;
    through?: string | undefined;
    memberIds: readonly string[];
  },
): Promise<void> {
  const ids = sql`${`{${memberIds.join(',')}}`}::uuid[]`;
  await sql`
    with removed as (
      delete from memberships
      where group_id = ${groupId}::uuid
        and ${after === undefined ? sql`true` : sql`member_id > ${after}::uuid`}
        and ${through === undefined ? sql`true` : sql`member_id <= ${through}::uuid`}
        and (member_type <> 'User' or not member_id = any(${ids}))
      returning group_id, member_id, member_type
    ),
    added as (
      insert into memberships (group_id, member_id, member_type)
      select ${groupId}::uuid, id, 'User' from unnest(${ids}) as wanted(id) on conflict do nothing
      returning group_id, member_id
    )
    ${logged(sql`added`, sql`removed`)}`.execute(db);
}

/** From the beginning, also when it was under way. */
export async function requestEvaluation(db: Db, groupIds: readonly string[], at: Date): Promise<void> {
  await sql`
    insert into membership_evaluations (group_id, after_id, requested_at, finished_at)
    select id, null, ${at}::timestamptz, null from unnest(${`{${groupIds.join(',')}}`}::uuid[]) as given(id)
    on conflict (group_id) do update set after_id = null, requested_at = excluded.requested_at, finished_at = null`.execute(
    db,
  );
}

/** The one that has waited longest. Its rule is absent when the group has none that applies. */
export async function nextEvaluation(db: Db): Promise<PendingEvaluation | undefined> {
  const { rows } = await sql<{ group_id: string; after_id: string | null; rule: string | null }>`
    select evaluation.group_id, evaluation.after_id, groups.attributes ->> 'membershipRule' as rule
    from membership_evaluations evaluation
    left join groups on groups.id = evaluation.group_id and ${applies}
    where evaluation.finished_at is null
    order by evaluation.requested_at, evaluation.group_id limit 1`.execute(db);
  const [row] = rows;
  return row && { groupId: row.group_id, after: row.after_id ?? undefined, rule: row.rule ?? undefined };
}

/** The next batch begins after `after`; without it, all is done. */
export async function advanceEvaluation(
  db: Db,
  groupId: string,
  { after, at }: { after?: string | undefined; at: Date },
): Promise<void> {
  await sql`
    update membership_evaluations
    set after_id = ${after ?? null}::uuid, finished_at = ${after === undefined ? at : null}::timestamptz
    where group_id = ${groupId}::uuid`.execute(db);
}

export async function ruleProgress(db: Db, groupIds: readonly string[]): Promise<readonly RuleProgress[]> {
  const { rows } = await sql<{ group_id: string; requested_at: Date; finished_at: Date | null }>`
    select group_id, requested_at, finished_at from membership_evaluations where group_id = ${anyUuid(groupIds)}`.execute(
    db,
  );
  return rows.map((row) => ({
    groupId: row.group_id,
    requestedAt: row.requested_at,
    ...(row.finished_at === null ? {} : { finishedAt: row.finished_at }),
  }));
}
