import { silentLogger } from '@drawbridge/base';
import {
  directoryModelContract,
  directoryStoreContract,
  peopleImportContract,
  sourceContract,
  type OpenDirectoryStore,
} from '@drawbridge/testkit';
import { startPostgres, type PostgresServer } from '@drawbridge/testkit/postgres';
import { afterAll, beforeAll } from 'vitest';
import { openDatabase } from '../../../src/database/index.ts';
import { migrations } from '../../../src/migrations/index.ts';
import { createSqlDirectoryStore } from '../../../src/sql/directory/directory-store.ts';

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.stop());

const open: OpenDirectoryStore = async () => {
  const location = { kind: 'postgres', url: await server.createDatabase() } as const;
  const database = await openDatabase<unknown>({
    location,
    migrations,
    logger: silentLogger,
  });
  return { store: createSqlDirectoryStore(database), close: () => database.close() };
};

directoryStoreContract('PostgreSQL', open);
directoryModelContract('PostgreSQL', open);
sourceContract('PostgreSQL', open);
peopleImportContract('PostgreSQL', open);
