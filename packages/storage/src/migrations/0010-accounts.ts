/**
 * Accounts: how the users of the directory sign in (passwords, passkeys, identity providers of their organisation), what
 * is under way while they do, custom roles, and who gave a role.
 */
import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

export const accountsMigration: Migration = {
  async up(db) {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};

const statements = [
  // A user has a row from the first password, passkey or sign-in on. The handle is what passkeys know of the user.
  `create table accounts (
    user_id uuid primary key references users (id) on delete cascade,
    user_handle text not null unique,
    password_hash text,
    must_change_password boolean not null default false,
    password_changed_at timestamptz,
    sessions_valid_from timestamptz,
    last_sign_in_at timestamptz
  )`,
  `create table passkeys (
    id text primary key,
    user_id uuid not null references users (id) on delete cascade,
    display_name text not null,
    public_key bytea not null,
    counter bigint not null,
    transports text[] not null,
    aaguid text not null,
    backed_up boolean not null,
    created_at timestamptz not null,
    last_used_at timestamptz
  )`,
  `create index passkeys_by_user on passkeys (user_id)`,

  // Disabling or removing a user ends what is signed in as that user, whichever way the change comes.
  `create function end_sessions_of_user() returns trigger language plpgsql as $$
    begin
      update accounts set sessions_valid_from = now() where user_id = new.id;
      return null;
    end $$`,
  `create trigger users_end_sessions after update of account_enabled, deleted_at on users
    for each row when ((old.account_enabled and not new.account_enabled) or (old.deleted_at is null and new.deleted_at is not null))
    execute function end_sessions_of_user()`,

  // Wrong passwords by the hash of the name given, which need not be anybody's, and by the address they came from.
  `create table sign_in_failures (
    identifier_hash text not null,
    source text not null,
    failures int not null,
    last_failed_at timestamptz not null,
    blocked_until timestamptz,
    primary key (identifier_hash, source)
  )`,
  `create index sign_in_failures_by_time on sign_in_failures (last_failed_at)`,

  // What is remembered between two steps of a sign-in, and one-time links. The token itself is kept nowhere.
  `create table sign_in_tickets (
    token_hash text primary key,
    kind text not null,
    user_id uuid,
    payload text not null,
    expires_at timestamptz not null
  )`,
  `create index sign_in_tickets_by_user on sign_in_tickets (kind, user_id)`,
  `create index sign_in_tickets_by_expiry on sign_in_tickets (expires_at)`,

  `create table identity_providers (
    id uuid primary key,
    display_name text not null,
    settings jsonb not null,
    client_secret text not null,
    created_at timestamptz not null
  )`,
  `create table federated_identities (
    identity_provider_id uuid not null references identity_providers (id) on delete cascade,
    subject text not null,
    user_id uuid not null references users (id) on delete cascade,
    primary key (identity_provider_id, subject)
  )`,
  `create index federated_identities_by_user on federated_identities (user_id)`,

  `create table role_definitions (
    id uuid primary key,
    display_name text not null,
    description text,
    is_enabled boolean not null,
    allowed_resource_actions text[] not null,
    created_at timestamptz not null
  )`,
  `create unique index role_definitions_display_name on role_definitions ((lower(display_name) collate "C"))`,
  // Null: given by a person. Otherwise the identity provider whose role mapping gave it, and takes it again.
  `alter table role_assignments add column granted_by uuid`,
  `create index role_assignments_by_role on role_assignments (role_definition_id, principal_id)`,
];
