/**
 * The application's only tables. `resource` holds the SCIM document as it was given, without `id`, `meta`, `members`
 * and `groups`; the columns beside it are what is searched by index. Keys are folded to lower case in JavaScript, so
 * that uniqueness does not depend on the locale of the database.
 */
import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

export const usersGroupsMembers: Migration = {
  async up(db) {
    // Room in each page lets an update stay there: no index is touched as long as no searched column changes.
    await sql`
      create table users (
        id text collate "C" primary key,
        user_name_key text collate "C" not null,
        external_id text collate "C",
        display_name_key text collate "C",
        employee_number_key text collate "C",
        email_keys text[] not null,
        active boolean,
        version integer not null,
        created timestamptz not null,
        modified timestamptz not null,
        resource jsonb not null
      ) with (fillfactor = 75)`.execute(db);
    await sql`create unique index users_user_name_key on users (user_name_key)`.execute(db);
    await sql`create index users_external_id on users (external_id)`.execute(db);
    await sql`create index users_display_name_key on users (display_name_key)`.execute(db);
    await sql`create index users_employee_number_key on users (employee_number_key)`.execute(db);
    await sql`create index users_email_keys on users using gin (email_keys) with (gin_pending_list_limit = 64)`.execute(
      db,
    );

    // displayName is unique because it is the attribute groups are matched by: with two of a name, a provisioning
    // client could not tell which one it made.
    await sql`
      create table groups (
        id text collate "C" primary key,
        display_name_key text collate "C" not null,
        external_id text collate "C",
        version integer not null,
        created timestamptz not null,
        modified timestamptz not null,
        resource jsonb not null
      ) with (fillfactor = 75)`.execute(db);
    await sql`create unique index groups_display_name_key on groups (display_name_key)`.execute(db);
    await sql`create index groups_external_id on groups (external_id)`.execute(db);

    await sql`
      create table members (
        group_id text collate "C" not null,
        member_id text collate "C" not null,
        member_type text not null,
        display text,
        primary key (group_id, member_id)
      )`.execute(db);
    await sql`create index members_member_id on members (member_id)`.execute(db);
  },
};
