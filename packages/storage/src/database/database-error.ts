/** Reading what PostgreSQL refused, the same on both engines: SQLSTATE and the constraint by name. */
import pg from 'pg';

export type DatabaseError = pg.DatabaseError;

/** True for an error of PostgreSQL itself, as opposed to a broken connection or a programming error. */
export const isDatabaseError = (thrown: unknown): thrown is DatabaseError => thrown instanceof pg.DatabaseError;

/** True when a unique constraint or index was violated: any, or the one named. */
export const isUniqueViolation = (thrown: unknown, constraint?: string): boolean =>
  isDatabaseError(thrown) && thrown.code === '23505' && (constraint === undefined || thrown.constraint === constraint);
