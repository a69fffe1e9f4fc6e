/** The table of the kill tests. */
import { sql } from 'kysely';
import type { Migrations } from '../../../src/database/index.ts';

export type KillTables = { entry: { id: number; text: string } };

export const killMigrations: Migrations = {
  '0001-entry': {
    up: async (db) => void (await sql`create table entry (id integer primary key, text text not null)`.execute(db)),
  },
};
