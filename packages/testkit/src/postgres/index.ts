/** A real PostgreSQL, apart from the rest of the testkit, so that it also runs outside vitest (benchmarks). */
export { startPostgres } from './start-postgres.ts';
export type { PostgresServer } from './start-postgres.ts';
