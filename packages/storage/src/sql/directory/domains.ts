/** The domains of the addresses that people have: each is found by one step along the index of the ends of addresses. */
import { sql, type QueryExecutorProvider } from 'kysely';

const maxDomains = 1000;

/**
 * By name. After `moc.elpmaxe@…` comes what is greater than `moc.elpmaxeA`: `A` is the letter behind `@`, so the people of
 * one domain are passed over at once, however many they are.
 */
export async function listDomains(db: QueryExecutorProvider): Promise<readonly string[]> {
  const { rows } = await sql<{ domain: string }>`
    with recursive ends (reversed) as (
      (select reverse(lower(user_principal_name)) collate "C" from users where deleted_at is null
       order by reverse(lower(user_principal_name)) collate "C" limit 1)
      union all
      (select (
         select reverse(lower(user_principal_name)) collate "C" from users
         where deleted_at is null
           and reverse(lower(user_principal_name)) collate "C" > split_part(ends.reversed, '@', 1) || 'A' collate "C"
         order by reverse(lower(user_principal_name)) collate "C" limit 1)
       from ends where ends.reversed is not null)
    )
    select reverse(split_part(reversed, '@', 1)) as domain from ends where reversed is not null limit ${maxDomains}`.execute(
    db,
  );
  return [...new Set(rows.map(({ domain }) => domain))].sort();
}
