/** Who owns applications and service principals. */
import { sql } from 'kysely';
import type { DirectoryDatabase } from './directory-store.ts';

type Page = { readonly after?: string | undefined; readonly limit: number };

/** Owners are users or service principals; those in the recycle bin keep what they own and are not shown. */
const livingOwner = sql`(
  exists (select 1 from users where users.id = owned.owner_id and users.deleted_at is null)
  or exists (select 1 from service_principals where service_principals.id = owned.owner_id and service_principals.deleted_at is null)
)`;

export class SqlApplicationOwners {
  readonly #database: DirectoryDatabase;

  constructor(database: DirectoryDatabase) {
    this.#database = database;
  }

  /** False when it owned it already. */
  async add(objectId: string, ownerId: string): Promise<boolean> {
    const { rows } = await sql`
      insert into application_owners (object_id, owner_id) values (${objectId}::uuid, ${ownerId}::uuid)
      on conflict do nothing returning owner_id`.execute(this.#database.kysely);
    return rows.length > 0;
  }

  /** False when it did not own it. */
  async remove(objectId: string, ownerId: string): Promise<boolean> {
    const { rows } = await sql`
      delete from application_owners where object_id = ${objectId}::uuid and owner_id = ${ownerId}::uuid
      returning owner_id`.execute(this.#database.kysely);
    return rows.length > 0;
  }

  /** Ids of living owners, in order. */
  async ownersOf(objectId: string, { after, limit }: Page): Promise<readonly string[]> {
    const { rows } = await sql<{ id: string }>`
      select owner_id as id from application_owners owned
      where object_id = ${objectId}::uuid and ${after === undefined ? sql`true` : sql`owner_id > ${after}::uuid`} and ${livingOwner}
      order by owner_id limit ${limit}`.execute(this.#database.kysely);
    return rows.map(({ id }) => id);
  }

  /** Ids of living applications, service principals and groups that it owns, in order. */
  async ownedBy(ownerId: string, { after, limit }: Page): Promise<readonly string[]> {
    const { rows } = await sql<{ id: string }>`
      select id from (
        select object.id from application_owners owned
        join applications object on object.id = owned.object_id and object.deleted_at is null where owned.owner_id = ${ownerId}::uuid
        union all
        select object.id from application_owners owned
        join service_principals object on object.id = owned.object_id and object.deleted_at is null where owned.owner_id = ${ownerId}::uuid
        union all
        select object.id from group_owners owned
        join groups object on object.id = owned.group_id and object.deleted_at is null where owned.owner_id = ${ownerId}::uuid
      ) as object
      where ${after === undefined ? sql`true` : sql`id > ${after}::uuid`}
      order by id limit ${limit}`.execute(this.#database.kysely);
    return rows.map(({ id }) => id);
  }

  /** Ids of living service principals that are theirs, by themselves or by their application; at most `limit`, in order. */
  async servicePrincipalsOf(ownerId: string, limit: number): Promise<readonly string[]> {
    const { rows } = await sql<{ id: string }>`
      select distinct principal.id from application_owners owned
      left join applications application on application.id = owned.object_id and application.deleted_at is null
      join service_principals principal
        on (principal.id = owned.object_id or principal.app_id = application.app_id) and principal.deleted_at is null
      where owned.owner_id = ${ownerId}::uuid
      order by principal.id limit ${limit}`.execute(this.#database.kysely);
    return rows.map(({ id }) => id);
  }

  async owns(ownerId: string, objectId: string): Promise<boolean> {
    const { rows } = await sql`
      select 1 from application_owners where object_id = ${objectId}::uuid and owner_id = ${ownerId}::uuid`.execute(
      this.#database.kysely,
    );
    return rows.length > 0;
  }
}
