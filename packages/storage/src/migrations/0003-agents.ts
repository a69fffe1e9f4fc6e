/** Provisioning agents, their groups and enrolment tokens, and which application a group serves. */
import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

export const agentsMigration: Migration = {
  async up(db) {
    await sql`
      create table agents (
        id uuid primary key,
        machine_name text not null,
        version text not null,
        os text not null,
        public_key_thumbprint text not null,
        certificate_pem text not null,
        enrolled_at timestamptz not null,
        external_ip text not null,
        last_contact_at timestamptz,
        revoked_at timestamptz
      )`.execute(db);
    await sql`
      create table enrolment_tokens (
        hash text primary key,
        created_at timestamptz not null,
        expires_at timestamptz not null,
        used_at timestamptz
      )`.execute(db);
    await sql`
      create table agent_groups (
        id uuid primary key,
        display_name text not null,
        is_default boolean not null default false,
        created_at timestamptz not null
      )`.execute(db);
    await sql`
      create table agent_group_members (
        group_id uuid not null references agent_groups (id) on delete cascade,
        agent_id uuid not null references agents (id) on delete cascade,
        primary key (group_id, agent_id)
      )`.execute(db);
    await sql`create index agent_group_members_by_agent on agent_group_members (agent_id)`.execute(db);
    await sql`
      create table published_resources (
        id uuid primary key,
        display_name text not null,
        resource_name text not null unique,
        created_at timestamptz not null
      )`.execute(db);
    await sql`
      create table published_resource_groups (
        resource_id uuid not null references published_resources (id) on delete cascade,
        group_id uuid not null references agent_groups (id) on delete cascade,
        primary key (resource_id, group_id)
      )`.execute(db);
    await sql`create index published_resource_groups_by_group on published_resource_groups (group_id)`.execute(db);
  },
};
