import { databaseContract, startPostgres, type PostgresServer } from '@drawbridge/testkit';
import { afterAll, beforeAll } from 'vitest';
import { openLocation } from '../../../src/database/index.ts';

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.stop());

databaseContract('PostgreSQL', async () => openLocation('unused', await server.createDatabase()));
