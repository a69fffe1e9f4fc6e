/**
 * Users, groups, memberships, applications, assignments, and the change feed.
 *
 * Text is compared without case, in C collation, so that equality and prefix use the same index on every server locale.
 * Ids are time-ordered UUIDs made in Node: pages by id read neighbouring rows.
 */
import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

export const directoryMigration: Migration = {
  async up(db) {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};

const statements = [
  `create table users (
    id uuid primary key,
    user_principal_name text not null,
    mail_nickname text not null,
    display_name text not null,
    account_enabled boolean not null,
    user_type text,
    mail text,
    given_name text,
    surname text,
    job_title text,
    department text,
    company_name text,
    office_location text,
    employee_id text,
    mobile_phone text,
    preferred_language text,
    attributes jsonb not null,
    manager_id uuid,
    created_at timestamptz not null,
    deleted_at timestamptz
  )`,
  `create unique index users_user_principal_name on users ((lower(user_principal_name) collate "C")) where deleted_at is null`,
  `create index users_display_name on users ((lower(display_name) collate "C"), id) where deleted_at is null`,
  `create index users_mail on users ((lower(mail) collate "C")) where deleted_at is null`,
  `create index users_mail_nickname on users ((lower(mail_nickname) collate "C")) where deleted_at is null`,
  `create index users_employee_id on users ((lower(employee_id) collate "C")) where deleted_at is null`,
  `create index users_manager_id on users (manager_id, id) where manager_id is not null`,
  `create index users_disabled on users (id) where deleted_at is null and not account_enabled`,
  `create index users_guests on users (id) where deleted_at is null and user_type = 'Guest'`,
  `create index users_deleted on users (id) where deleted_at is not null`,

  `create table groups (
    id uuid primary key,
    display_name text not null,
    mail_nickname text not null,
    mail_enabled boolean not null,
    security_enabled boolean not null,
    group_types text[],
    description text,
    mail text,
    attributes jsonb not null,
    created_at timestamptz not null,
    deleted_at timestamptz
  )`,
  `create index groups_display_name on groups ((lower(display_name) collate "C"), id) where deleted_at is null`,
  `create index groups_mail_nickname on groups ((lower(mail_nickname) collate "C")) where deleted_at is null`,
  `create unique index groups_mail_enabled_nickname on groups ((lower(mail_nickname) collate "C")) where deleted_at is null and mail_enabled`,
  `create index groups_deleted on groups (id) where deleted_at is not null`,

  `create table memberships (
    group_id uuid not null,
    member_id uuid not null,
    member_type text not null,
    primary key (group_id, member_id)
  )`,
  `create index memberships_by_member on memberships (member_id, group_id)`,

  `create table applications (
    id uuid primary key,
    app_id uuid not null,
    display_name text not null,
    application_template_id uuid,
    identifier_uris text[],
    tags text[],
    app_roles jsonb,
    attributes jsonb not null,
    created_at timestamptz not null,
    deleted_at timestamptz
  )`,
  `create unique index applications_app_id on applications (app_id)`,
  `create index applications_display_name on applications ((lower(display_name) collate "C"), id) where deleted_at is null`,

  `create table service_principals (
    id uuid primary key,
    app_id uuid not null,
    display_name text not null,
    service_principal_type text not null,
    account_enabled boolean not null,
    app_role_assignment_required boolean not null,
    application_template_id uuid,
    tags text[],
    app_roles jsonb,
    attributes jsonb not null,
    created_at timestamptz not null,
    deleted_at timestamptz
  )`,
  `create unique index service_principals_app_id on service_principals (app_id) where deleted_at is null`,
  `create index service_principals_display_name on service_principals ((lower(display_name) collate "C"), id) where deleted_at is null`,

  `create table app_role_assignments (
    id text primary key,
    principal_id uuid not null,
    principal_type text not null,
    resource_id uuid not null,
    app_role_id uuid not null,
    created_at timestamptz not null,
    unique (resource_id, principal_id, app_role_id)
  )`,
  `create index app_role_assignments_by_principal on app_role_assignments (principal_id)`,

  // The feed. Readers stop before the oldest transaction still running, so the pair (xid, seq) is a complete order.
  `create table changes (
    xid xid8 not null default pg_current_xact_id(),
    seq bigint generated always as identity,
    object_type text not null,
    object_id uuid not null,
    kind text not null,
    related_type text,
    related_id uuid,
    resource_id uuid,
    created_at timestamptz not null default now(),
    primary key (xid, seq)
  )`,
  // The last change that was trimmed away: a reader that stands before it has missed something and must be told.
  `create table change_floor (
    only_row boolean primary key default true check (only_row),
    xid xid8 not null,
    seq bigint not null
  )`,
];
