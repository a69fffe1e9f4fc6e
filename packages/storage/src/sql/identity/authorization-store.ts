/**
 * Codes, refresh tokens, device codes, sessions and grants of the authorization server. A record's id is the secret that
 * a client holds, so ids rest as SHA-256 and payloads are sealed: a copy of the database opens no session.
 */
import { Secret } from '@drawbridge/base';
import { sql } from 'kysely';
import { createHash } from 'node:crypto';
import type { Database } from '../../database/index.ts';
import type { Seal } from '../../seal.ts';
import type { AuthorizationTables } from './authorization-tables.ts';

export type AuthorizationRecord = {
  readonly model: string;
  readonly id: string;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly grantId?: string | undefined;
  readonly uid?: string | undefined;
  readonly userCode?: string | undefined;
  readonly accountId?: string | undefined;
  readonly expiresAt: Date;
};

export type FoundAuthorizationRecord = {
  readonly payload: Readonly<Record<string, unknown>>;
  readonly consumedAt?: Date | undefined;
};

export class SqlAuthorizationStore {
  readonly #database: Database<AuthorizationTables>;
  readonly #seal: Seal;

  constructor(database: Database<AuthorizationTables>, seal: Seal) {
    this.#database = database;
    this.#seal = seal;
  }

  /** Writes a record, or writes it anew. What was consumed stays so. */
  async put(record: AuthorizationRecord): Promise<void> {
    const row = this.#toRow(record);
    await this.#database.kysely
      .insertInto('authorization_records')
      .values(row)
      .onConflict((conflict) => {
        const { model: _model, id_hash: _id, consumed_at: _consumed, ...changed } = row;
        return conflict.columns(['model', 'id_hash']).doUpdateSet(changed);
      })
      .execute();
  }

  async find(model: string, id: string): Promise<FoundAuthorizationRecord | undefined> {
    return this.#findWhere(model, 'id_hash', id);
  }

  async findByUid(model: string, uid: string): Promise<FoundAuthorizationRecord | undefined> {
    return this.#findWhere(model, 'uid_hash', uid);
  }

  async findByUserCode(model: string, userCode: string): Promise<FoundAuthorizationRecord | undefined> {
    return this.#findWhere(model, 'user_code_hash', userCode);
  }

  /** True for exactly one caller, however many try at once. */
  async consume(model: string, id: string, now: Date): Promise<boolean> {
    const consumed = await this.#database.kysely
      .updateTable('authorization_records')
      .set({ consumed_at: now })
      .where('model', '=', model)
      .where('id_hash', '=', hashOf(id))
      .where('consumed_at', 'is', null)
      .executeTakeFirst();
    return consumed.numUpdatedRows > 0n;
  }

  async remove(model: string, id: string): Promise<void> {
    await this.#database.kysely
      .deleteFrom('authorization_records')
      .where('model', '=', model)
      .where('id_hash', '=', hashOf(id))
      .execute();
  }

  /** Everything that was given out under a grant, in one statement. */
  async removeByGrant(grantId: string): Promise<void> {
    await this.#database.kysely.deleteFrom('authorization_records').where('grant_hash', '=', hashOf(grantId)).execute();
  }

  /** Every session, grant, code and refresh token of an account, in one statement. */
  async removeByAccount(accountId: string): Promise<void> {
    await this.#database.kysely.deleteFrom('authorization_records').where('account_id', '=', accountId).execute();
  }

  /** Returns how many records went: at most `limit`, so that no statement holds the table for long. */
  async removeExpired(before: Date, limit: number): Promise<number> {
    const removed = await sql`
      delete from authorization_records where (model, id_hash) in (
        select model, id_hash from authorization_records where expires_at < ${before} order by expires_at limit ${limit}
      )`.execute(this.#database.kysely);
    return Number(removed.numAffectedRows ?? 0n);
  }

  async #findWhere(
    model: string,
    column: 'id_hash' | 'uid_hash' | 'user_code_hash',
    value: string,
  ): Promise<FoundAuthorizationRecord | undefined> {
    const row = await this.#database.kysely
      .selectFrom('authorization_records')
      .select(['id_hash', 'sealed_payload', 'consumed_at'])
      .where('model', '=', model)
      .where(column, '=', hashOf(value))
      .executeTakeFirst();
    if (!row) return undefined;
    const text = this.#seal.open(row.sealed_payload, recordId(model, row.id_hash)).reveal();
    const payload = JSON.parse(text) as Record<string, unknown>;
    return { payload, ...(row.consumed_at === null ? {} : { consumedAt: row.consumed_at }) };
  }

  #toRow(record: AuthorizationRecord) {
    const { model, grantId, uid, userCode } = record;
    const id = hashOf(record.id);
    return {
      model,
      id_hash: id,
      sealed_payload: this.#seal.seal(new Secret(JSON.stringify(record.payload)), recordId(model, id)),
      grant_hash: grantId === undefined ? null : hashOf(grantId),
      uid_hash: uid === undefined ? null : hashOf(uid),
      user_code_hash: userCode === undefined ? null : hashOf(userCode),
      account_id: record.accountId ?? null,
      expires_at: record.expiresAt,
      consumed_at: null,
    };
  }
}

const hashOf = (id: string): string => createHash('sha256').update(id).digest('base64url');
const recordId = (model: string, idHash: string): string => `authorization/${model}/${idHash}`;
