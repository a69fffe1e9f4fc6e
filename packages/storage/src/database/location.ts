/** Where the database is: in the data directory of this process, or on a PostgreSQL server. */
export type DatabaseLocation =
  | { readonly kind: 'embedded'; readonly directory: string }
  | { readonly kind: 'postgres'; readonly url: string; readonly poolSize?: number };

/** A server when a URL is given, else embedded in the data directory. */
export const openLocation = (dataDirectory: string, databaseUrl?: string): DatabaseLocation =>
  databaseUrl ? { kind: 'postgres', url: databaseUrl } : { kind: 'embedded', directory: dataDirectory };
