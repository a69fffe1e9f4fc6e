/** The domains that an administrator declared. One of them is the default as long as there are any. */
import { sql, type Transaction } from 'kysely';
import type { Database } from '../../database/index.ts';
import type { SignInTables } from './sign-in-tables.ts';

export type DeclaredDomain = { readonly name: string; readonly isDefault: boolean };

export class SqlDomainStore {
  readonly #database: Database<SignInTables>;

  constructor(database: Database<SignInTables>) {
    this.#database = database;
  }

  /** By name. */
  async list(): Promise<readonly DeclaredDomain[]> {
    const rows = await this.#database.kysely
      .selectFrom('domains')
      .select(['name', 'is_default'])
      .orderBy('name')
      .execute();
    return rows.map((row) => ({ name: row.name, isDefault: row.is_default }));
  }

  /** The first one declared is the default. False when it is declared already. */
  async declare(name: string, at: Date): Promise<boolean> {
    return this.#oneAtATime(async (tx) => {
      const { rows } = await sql`
        insert into domains (name, is_default, declared_at)
        select ${name}, not exists (select 1 from domains), ${at} on conflict do nothing returning name`.execute(tx);
      return rows.length === 1;
    });
  }

  /** False when it is not declared. */
  async makeDefault(name: string): Promise<boolean> {
    return this.#oneAtATime(async (tx) => {
      const found = await tx.selectFrom('domains').select('name').where('name', '=', name).executeTakeFirst();
      if (!found) return false;
      await tx.updateTable('domains').set({ is_default: false }).where('is_default', '=', true).execute();
      await tx.updateTable('domains').set({ is_default: true }).where('name', '=', name).execute();
      return true;
    });
  }

  /** The default stays as long as there are others: false, as for one that is not declared. */
  async remove(name: string): Promise<boolean> {
    return this.#oneAtATime(async (tx) => {
      const { rows } = await sql`
        delete from domains
        where name = ${name} and (not is_default or not exists (select 1 from domains other where other.name <> ${name}))
        returning name`.execute(tx);
      return rows.length === 1;
    });
  }

  #oneAtATime<T>(work: (tx: Transaction<SignInTables>) => Promise<T>): Promise<T> {
    return this.#database.transaction(async (tx) => {
      await sql`lock table domains in share row exclusive mode`.execute(tx);
      return work(tx);
    });
  }
}
