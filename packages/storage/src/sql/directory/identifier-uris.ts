/** An identifier URI names one living application, whoever writes at the same time. */
import { conflict, type ObjectKind, type PropertyValue } from '@drawbridge/directory';
import { sql, type QueryExecutorProvider } from 'kysely';
import { anyUuid } from '../rows.ts';

type Written = { readonly id: string; readonly values?: Readonly<Record<string, PropertyValue | null>> };

/**
 * Called in the transaction that wrote these, after it wrote them. Writers of URIs take turns until they commit, so each
 * sees what those before it have taken. Throws OBJECT_CONFLICT.
 */
export async function requireOwnUris(
  tx: QueryExecutorProvider,
  kind: ObjectKind,
  written: readonly Written[],
): Promise<void> {
  if (kind !== 'Application') return;
  const ids = written.filter(({ values }) => !values || hasUris(values)).map(({ id }) => id);
  if (ids.length === 0) return;
  await sql`select pg_advisory_xact_lock(hashtextextended('drawbridge identifier uris', 0))`.execute(tx);
  const { rows } = await sql<{ uri: string }>`
    select uri.mine as uri
    from applications written
    cross join lateral unnest(written.identifier_uris) as uri (mine)
    join applications other on other.id <> written.id and other.deleted_at is null
    where written.id = ${anyUuid(ids)} and written.deleted_at is null
      and exists (select 1 from unnest(other.identifier_uris) as taken where lower(taken) = lower(uri.mine))
    limit 1`.execute(tx);
  const [taken] = rows;
  if (taken) throw conflict('identifierUris', taken.uri);
}

const hasUris = ({ identifierUris }: NonNullable<Written['values']>): boolean =>
  Array.isArray(identifierUris) && identifierUris.length > 0;
