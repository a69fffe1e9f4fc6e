/** Addresses that one living user or group holds and nobody else may: the primary key decides between writers at once. */
import { conflict, type AddressClaim } from '@drawbridge/directory';
import { sql, type QueryExecutorProvider } from 'kysely';
import { anyUuid, recordset } from '../rows.ts';

type Db = QueryExecutorProvider;

/**
 * Each owner holds exactly these addresses afterwards. Answers with the owners who were refused, because another holds
 * one of theirs; they keep what they had. Throws OBJECT_CONFLICT when another writer takes one at this moment.
 */
export async function claimAddresses(db: Db, claims: readonly AddressClaim[]): Promise<ReadonlySet<string>> {
  if (claims.length === 0) return new Set();
  const wanted = pairsOf(claims);
  const refused = new Set(await heldByOthers(db, wanted));
  const granted = pairsOf(withoutDuplicates(claims, refused));
  const owners = claims.filter(({ ownerId }) => !refused.has(ownerId)).map(({ ownerId }) => ownerId);
  if (owners.length === 0) return refused;
  await sql`
    delete from proxy_addresses held where held.owner_id = ${anyUuid(owners)}
      and not exists (select 1 from ${asRows(granted)} where given.address = held.address and given.owner_id = held.owner_id)`.execute(
    db,
  );
  await sql`insert into proxy_addresses (address, owner_id) select address, owner_id from ${asRows(granted)} order by address on conflict do nothing`.execute(
    db,
  );
  if ((await heldByOthers(db, granted)).length > 0) throw conflict('proxyAddresses');
  return refused;
}

type Pair = { address: string; owner_id: string };

const pairsOf = (claims: readonly AddressClaim[]): readonly Pair[] =>
  claims.flatMap(({ ownerId, addresses }) =>
    [...new Set(addresses.map((address) => address.toLowerCase()))].map((address) => ({ address, owner_id: ownerId })),
  );

/** Of those who want the same address in one call the first has it; the others are refused. */
function withoutDuplicates(claims: readonly AddressClaim[], refused: Set<string>): readonly AddressClaim[] {
  const taken = new Map<string, string>();
  return claims.filter(({ ownerId, addresses }) => {
    if (refused.has(ownerId)) return false;
    const folded = addresses.map((address) => address.toLowerCase());
    if (folded.some((address) => (taken.get(address) ?? ownerId) !== ownerId)) {
      refused.add(ownerId);
      return false;
    }
    for (const address of folded) taken.set(address, ownerId);
    return true;
  });
}

const asRows = (pairs: readonly Pair[]) => recordset(pairs, 'given', 'address text, owner_id uuid');

async function heldByOthers(db: Db, pairs: readonly Pair[]): Promise<readonly string[]> {
  if (pairs.length === 0) return [];
  const { rows } = await sql<{ owner_id: string }>`
    select distinct given.owner_id from ${asRows(pairs)}
    join proxy_addresses held on held.address = given.address collate "C" and held.owner_id <> given.owner_id`.execute(
    db,
  );
  return rows.map(({ owner_id }) => owner_id);
}
