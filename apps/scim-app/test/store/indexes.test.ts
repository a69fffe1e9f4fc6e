/** The filters that provisioning clients match by must be answered by an index, however many people there are. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLogger } from '@drawbridge/base';
import { parseFilter, type ScimObject } from '@drawbridge/scim';
import { openDatabase, openLocation, type Database } from '@drawbridge/storage/database';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { migrations } from '../../src/migrations/index.ts';
import { filterToSql } from '../../src/store/filter/filter-to-sql.ts';
import { groupScope } from '../../src/store/filter/group-fields.ts';
import { userScope } from '../../src/store/filter/user-fields.ts';
import { insertGroups } from '../../src/store/group-statements.ts';
import { addMembers } from '../../src/store/member-statements.ts';
import type { Tables } from '../../src/store/tables.ts';
import { insertUsers } from '../../src/store/user-statements.ts';

const people = 4_000;
let directory: string;
let database: Database<Tables>;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'scim-app-'));
  database = await openDatabase<Tables>({ location: openLocation(directory), migrations, logger: silentLogger });
  const now = new Date();
  const stored = (id: string, resource: ScimObject) => ({ id, version: 1, created: now, modified: now, resource });
  const ids = Array.from({ length: people }, (_, number) => `u${number}`);
  const users = ids.map((id) =>
    stored(id, { userName: id, externalId: id, displayName: id, emails: [{ type: 'work', value: id }] }),
  );
  await insertUsers(database.kysely, users);
  await insertGroups(
    database.kysely,
    ids.map((id) => stored(`g${id}`, { displayName: id, externalId: id })),
  );
  await addMembers(
    database.kysely,
    ids.map((member) => ({ job: 0, group: 'gu0', member })),
    now,
  );
  await sql`vacuum (analyze)`.execute(database.kysely);
});
afterAll(async () => {
  await database.close();
  await rm(directory, { recursive: true, force: true });
});

async function planOf(table: 'users' | 'groups', filter: string): Promise<string> {
  const where = filterToSql(parseFilter(filter), table === 'users' ? userScope : groupScope);
  const { rows } = await sql<{ 'QUERY PLAN': string }>`explain select * from ${sql.ref(table)} where ${where}`.execute(
    database.kysely,
  );
  return rows.map((row) => row['QUERY PLAN']).join('\n');
}

describe('an index answers', () => {
  test.each([
    ['users', 'id eq "u7"'],
    ['users', 'userName eq "U7"'],
    ['users', 'userName sw "u77"'],
    ['users', 'externalId eq "u7"'],
    ['users', 'displayName eq "u7"'],
    ['users', 'emails eq "u7"'],
    ['users', 'emails[type eq "work"].value eq "u7"'],
    ['users', 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber eq "7"'],
    ['users', 'id eq "u7" and manager eq "u8"'],
    ['users', 'userName eq "u7" or externalId eq "u7"'],
    ['groups', 'displayName eq "U7"'],
    ['groups', 'externalId eq "u7"'],
    ['groups', 'id eq "gu0" and members eq "u7"'],
    ['groups', 'members[value eq "u7"]'],
  ] as const)('%s: %s', async (table, filter) => {
    const plan = await planOf(table, filter);
    expect(plan).not.toContain('Seq Scan');
    expect(plan).toMatch(/Index|Bitmap/);
  });
});
