/** Naming a database server to a person: user, host, port and database, never the password or the query. */
import { StorageError } from '@drawbridge/base';

/** `postgres://user@host:port/database`. A URL that cannot be read is not repeated, since it may hold a password anywhere. */
export function describeUrl(url: string): string {
  if (!URL.canParse(url)) return 'named by DATABASE_URL (which is not a valid URL)';
  const { protocol, username, host, pathname } = new URL(url);
  return `${protocol}//${username ? `${username}@` : ''}${host || 'localhost'}${pathname}`;
}

export function unreachable(server: string, cause: unknown): StorageError {
  return new StorageError(
    'DATABASE_UNREACHABLE',
    `The database server ${server} does not answer: ${reasonOf(cause)}. Check DATABASE_URL, and that the server runs and lets this host in.`,
    { details: { server }, cause },
  );
}

function reasonOf(cause: unknown): string {
  if (cause instanceof AggregateError) return [...new Set(cause.errors.map(reasonOf))].join('; ');
  const { message, code } = cause as NodeJS.ErrnoException;
  return message || code || 'no reason given';
}
