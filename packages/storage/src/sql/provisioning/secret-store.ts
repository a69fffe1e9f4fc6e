/** The job secrets of an application (Tenant URL, Secret Token, …): sealed where they are secret, clear where they are settings. */
import { Secret } from '@drawbridge/base';
import { sql } from 'kysely';
import type { Database } from '../../database/index.ts';
import type { Seal } from '../../seal.ts';
import { storable } from '../rows.ts';
import type { ProvisioningTables } from './tables.ts';

export type StoredSecret = { readonly key: string; readonly value: Secret; readonly sealed: boolean };

export class SqlSecretStore {
  readonly #database: Database<ProvisioningTables>;
  readonly #seal: Seal;

  constructor(database: Database<ProvisioningTables>, seal: Seal) {
    this.#database = database;
    this.#seal = seal;
  }

  /** All secrets of a service principal, opened. Throws SEAL_BROKEN when the key file is not the one they were sealed with. */
  async list(servicePrincipalId: string): Promise<readonly StoredSecret[]> {
    const rows = await this.#database.kysely
      .selectFrom('synchronization_secrets')
      .selectAll()
      .where('service_principal_id', '=', servicePrincipalId)
      .orderBy('key')
      .execute();
    return rows.map(({ key, value, sealed }) => ({
      key,
      sealed,
      value: sealed ? this.#seal.open(value, recordId(servicePrincipalId, key)) : new Secret(value),
    }));
  }

  /** Replaces the whole set in one transaction. Of several at once one set wins whole: a token never meets another's URL. */
  async replace(servicePrincipalId: string, secrets: readonly StoredSecret[]): Promise<void> {
    await this.#database.transaction(async (tx) => {
      await sql`lock table synchronization_secrets in share row exclusive mode`.execute(tx);
      await tx.deleteFrom('synchronization_secrets').where('service_principal_id', '=', servicePrincipalId).execute();
      if (secrets.length === 0) return;
      await tx
        .insertInto('synchronization_secrets')
        .values(
          secrets.map(({ key, value, sealed }) => ({
            service_principal_id: servicePrincipalId,
            key,
            sealed,
            value: sealed ? this.#seal.seal(value, recordId(servicePrincipalId, key)) : storable(value.reveal()),
          })),
        )
        .execute();
    });
  }
}

const recordId = (servicePrincipalId: string, key: string): string => `${servicePrincipalId}/${key}`;
