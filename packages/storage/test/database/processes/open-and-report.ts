/** Opens the database given by a PostgreSQL URL with the migrations of the kill tests, and prints how it went. */
import { silentLogger } from '@drawbridge/base';
import { openDatabase, openLocation } from '../../../src/database/index.ts';
import { killMigrations, type KillTables } from './kill-tables.ts';

const [url = ''] = process.argv.slice(2);
try {
  const db = await openDatabase<KillTables>({
    location: openLocation('unused', url),
    migrations: killMigrations,
    logger: silentLogger,
  });
  await db.kysely.insertInto('entry').values({ id: process.pid, text: 'up' }).execute();
  await db.close();
  console.log('up');
} catch (thrown) {
  console.log(String(thrown));
}
