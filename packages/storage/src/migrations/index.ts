/** All migrations by name, in the order they run: forward only, never edited once released. */
import type { Migration } from 'kysely/migration';
import { directoryMigration } from './0001-directory.ts';

export const migrations: Readonly<Record<string, Migration>> = {
  '0001-directory': directoryMigration,
};
