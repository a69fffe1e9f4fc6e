/**
 * Indexes for what clients ask of lists: ends of addresses, words of names, orders by date, and pairs of conditions of
 * which neither is rare. No extension is needed: the embedded database and a plain PostgreSQL have the same indexes.
 */
import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

export const odataIndexesMigration: Migration = {
  async up(db) {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};

const statements = [
  // The words of a name, as a search sees them: split at spaces and punctuation, and where letters change case or meet
  // digits. Its cost tells the planner to rather look into the index than to split names row by row.
  `create function search_words(value text) returns tsvector language plpgsql immutable strict parallel safe cost 100 as $$
  begin
    return array_to_tsvector(array_remove(string_to_array(translate(
      lower(regexp_replace(value, '([a-z](?=[A-Z0-9])|[A-Z](?=[0-9])|[0-9](?=[A-Za-z]))', '\\1 ', 'g')),
      E'\\t\\n\\r!"#$%&''()*+,-./:;<=>?@[\\\\]^_\`{|}~\\u00a0\\u2019\\u3000',
      repeat(' ', 38)), ' '), ''));
  end
  $$`,
  `create index users_words on users using gin (search_words(display_name)) where deleted_at is null`,
  `create index groups_words on groups using gin (search_words(display_name)) where deleted_at is null`,

  `create index users_mail_end on users ((reverse(lower(mail)) collate "C")) where deleted_at is null`,
  `create index users_user_principal_name_end on users ((reverse(lower(user_principal_name)) collate "C")) where deleted_at is null`,

  `create index users_without_mail on users (id) where deleted_at is null and mail is null`,

  `create index users_created on users (created_at, id) where deleted_at is null`,
  `create index groups_created on groups (created_at, id) where deleted_at is null`,

  // Of the few who are disabled, those with a certain beginning.
  `create index users_disabled_display_name on users ((lower(display_name) collate "C"), id) where deleted_at is null and not account_enabled`,
  `create index users_disabled_user_principal_name on users ((lower(user_principal_name) collate "C"), id) where deleted_at is null and not account_enabled`,
  `drop index users_guests`,
  `create index users_guests on users (id) where deleted_at is null and (lower(user_type) collate "C") = 'guest'`,

  `create index users_surname on users ((lower(surname) collate "C")) where deleted_at is null`,
  `create index users_given_name on users ((lower(given_name) collate "C")) where deleted_at is null`,
  `create index users_department on users ((lower(department) collate "C")) where deleted_at is null`,
  `create index users_job_title on users ((lower(job_title) collate "C")) where deleted_at is null`,

  `create index users_immutable_id on users ((lower(attributes ->> 'onPremisesImmutableId') collate "C"))
    where deleted_at is null and (attributes ->> 'onPremisesImmutableId') is not null`,
  `create index users_other_mails on users using gin ((lower((attributes -> 'otherMails')::text)::jsonb) jsonb_path_ops)
    where deleted_at is null and attributes ? 'otherMails'`,
  `create index users_proxy_addresses on users using gin ((lower((attributes -> 'proxyAddresses')::text)::jsonb) jsonb_path_ops)
    where deleted_at is null and attributes ? 'proxyAddresses'`,

  `create index groups_mail on groups ((lower(mail) collate "C")) where deleted_at is null and mail is not null`,
  `create index groups_typed on groups (id) where deleted_at is null and cardinality(group_types) > 0`,
  `create index groups_mail_enabled on groups (id) where deleted_at is null and mail_enabled`,
  `create index groups_not_security_enabled on groups (id) where deleted_at is null and not security_enabled`,

  // Of expressions in partial indexes the planner keeps no figures: without these it takes every beginning for a common one.
  ...Object.entries({
    users: ['user_principal_name', 'display_name', 'mail', 'mail_nickname', 'employee_id', 'surname', 'given_name', 'department', 'job_title'],
    groups: ['display_name', 'mail_nickname', 'mail'],
  }).flatMap(([table, columns]) =>
    columns.map((column) => `create statistics ${table}_${column}_folded on (lower(${column}) collate "C") from ${table}`),
  ), // prettier-ignore
  `create statistics users_mail_reversed on (reverse(lower(mail)) collate "C") from users`,
  `create statistics users_user_principal_name_reversed on (reverse(lower(user_principal_name)) collate "C") from users`,
  `create statistics users_immutable_id_folded on (lower(attributes ->> 'onPremisesImmutableId') collate "C") from users`,
  `create statistics users_words_of_names on (search_words(display_name)) from users`,
  `create statistics groups_words_of_names on (search_words(display_name)) from groups`,
];
