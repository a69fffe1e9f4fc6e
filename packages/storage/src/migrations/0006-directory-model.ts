/**
 * Owners of groups, dynamic groups, addresses that nobody else may have, and in the feed: which properties a change touched.
 */
import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

export const directoryModelMigration: Migration = {
  async up(db) {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};

const statements = [
  `create table group_owners (
    group_id uuid not null,
    owner_id uuid not null,
    owner_type text not null,
    primary key (group_id, owner_id)
  )`,
  `create index group_owners_by_owner on group_owners (owner_id, group_id)`,

  // The way down through nested groups, without a look at their people.
  `create index memberships_nested on memberships (group_id, member_id) where member_type = 'Group'`,

  `create index groups_dynamic on groups (id) where deleted_at is null and group_types @> array['DynamicMembership']::text[]`,
  // How far a new rule has been put to everybody. finished_at is null while there is more to do.
  `create table membership_evaluations (
    group_id uuid primary key,
    after_id uuid,
    requested_at timestamptz not null,
    finished_at timestamptz
  )`,
  `create index membership_evaluations_pending on membership_evaluations (requested_at) where finished_at is null`,

  `create table proxy_addresses (
    address text collate "C" primary key,
    owner_id uuid not null
  )`,
  `create index proxy_addresses_by_owner on proxy_addresses (owner_id)`,
  `insert into proxy_addresses (address, owner_id)
   select lower(value), holder.id from (
     select id, attributes from users where deleted_at is null and attributes ? 'proxyAddresses'
     union all
     select id, attributes from groups where deleted_at is null and attributes ? 'proxyAddresses'
   ) as holder cross join lateral jsonb_array_elements_text(holder.attributes -> 'proxyAddresses') as value
   on conflict do nothing`,

  // Null: everything, as when an object is created, deleted or restored.
  `alter table changes add column properties text[]`,
];
