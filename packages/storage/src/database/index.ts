/** The database beneath the stores: one SQL dialect, embedded in the data directory or on a PostgreSQL server. */
export { isDatabaseError, isUniqueViolation } from './database-error.ts';
export type { DatabaseError } from './database-error.ts';
export type { EngineKind } from './engine.ts';
export { openLocation } from './location.ts';
export type { DatabaseLocation } from './location.ts';
export { lockDataDirectory, readLockHolder } from './lock/directory-lock.ts';
export type { DirectoryLock, LockHolder, LockOptions } from './lock/directory-lock.ts';
export type { Migration, Migrations } from './migrate.ts';
export { openDatabase } from './open-database.ts';
export type { Database, DatabaseOptions } from './open-database.ts';
