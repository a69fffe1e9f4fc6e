/**
 * What applications prove themselves with besides secrets: public certificates, and identities of other issuers that
 * stand in for them. Only public facts; they are removed together with their application.
 */
import { DirectoryError } from '@drawbridge/base';
import { sql } from 'kysely';
import { isUniqueViolation, type Database } from '../../database/index.ts';

import { recordset, storable } from '../rows.ts';
import type { IdentityTables } from './tables.ts';

export type KeyCredential = {
  readonly keyId: string;
  readonly displayName: string;
  readonly certificatePem: string;
  /** SHA-1 and SHA-256 of the certificate, base64url: `x5t` and `x5t#S256` (RFC 7515 §4.1.7, §4.1.8). */
  readonly thumbprint: string;
  readonly thumbprintSha256: string;
  readonly notBefore: Date;
  readonly expiresAt: Date;
};

export type FederatedIdentityCredential = {
  readonly id: string;
  readonly name: string;
  readonly issuer: string;
  readonly subject: string;
  readonly audiences: readonly string[];
  readonly description?: string | undefined;
};

/** An app role that a service principal holds on another one. */
export type HeldAppRole = { readonly resourceId: string; readonly resourceAppId: string; readonly appRoleId: string };

type Rows = IdentityTables;

export class SqlApplicationCredentialStore {
  readonly #database: Database<IdentityTables>;

  constructor(database: Database<IdentityTables>) {
    this.#database = database;
  }

  async listKeys(applicationId: string): Promise<readonly KeyCredential[]> {
    return (await this.keysOf([applicationId])).map(({ key }) => key);
  }

  /** Of several applications at once. */
  async keysOf(
    applicationIds: readonly string[],
  ): Promise<readonly { readonly applicationId: string; readonly key: KeyCredential }[]> {
    const rows = await this.#database.kysely
      .selectFrom('key_credentials')
      .selectAll()
      .where('application_id', 'in', [...applicationIds])
      .orderBy('expires_at')
      .orderBy('key_id')
      .execute();
    return rows.map((row) => ({ applicationId: row.application_id, key: toKey(row) }));
  }

  /** The application has exactly these certificates from now on. */
  async replaceKeys(applicationId: string, keys: readonly KeyCredential[]): Promise<void> {
    const given = recordset(
      keys.map((key) => ({
        key_id: key.keyId,
        display_name: storable(key.displayName),
        certificate_pem: key.certificatePem,
        thumbprint: key.thumbprint,
        thumbprint_sha256: key.thumbprintSha256,
        not_before: key.notBefore,
        expires_at: key.expiresAt,
      })),
      'given',
      'key_id uuid, display_name text, certificate_pem text, thumbprint text, thumbprint_sha256 text, not_before timestamptz, expires_at timestamptz',
    );
    await this.#database.transaction(async (tx) => {
      // Two writers at once take turns: the last one's list stands whole.
      await sql`select id from applications where id = ${applicationId}::uuid for no key update`.execute(tx);
      await tx.deleteFrom('key_credentials').where('application_id', '=', applicationId).execute();
      await sql`
        insert into key_credentials (key_id, application_id, display_name, certificate_pem, thumbprint, thumbprint_sha256, not_before, expires_at)
        select key_id, ${applicationId}::uuid, display_name, certificate_pem, thumbprint, thumbprint_sha256, not_before, expires_at
        from ${given}`.execute(tx);
    });
  }

  async listFederated(applicationId: string): Promise<readonly FederatedIdentityCredential[]> {
    const rows = await this.#database.kysely
      .selectFrom('federated_identity_credentials')
      .selectAll()
      .where('application_id', '=', applicationId)
      .orderBy('name')
      .execute();
    return rows.map(toFederated);
  }

  /** Throws OBJECT_CONFLICT when the application has one of this name, or of this issuer and subject. */
  async addFederated(applicationId: string, credential: FederatedIdentityCredential): Promise<void> {
    await unlessTaken(
      this.#database.kysely
        .insertInto('federated_identity_credentials')
        .values({ id: credential.id, application_id: applicationId, ...federatedRow(credential) })
        .execute(),
    );
  }

  /** Throws OBJECT_CONFLICT as `addFederated`. */
  async updateFederated(applicationId: string, credential: FederatedIdentityCredential): Promise<void> {
    await unlessTaken(
      this.#database.kysely
        .updateTable('federated_identity_credentials')
        .set(federatedRow(credential))
        .where('application_id', '=', applicationId)
        .where('id', '=', credential.id)
        .execute(),
    );
  }

  /** False when the application has no such credential. */
  async removeFederated(applicationId: string, id: string): Promise<boolean> {
    const removed = await this.#database.kysely
      .deleteFrom('federated_identity_credentials')
      .where('application_id', '=', applicationId)
      .where('id', '=', id)
      .executeTakeFirst();
    return removed.numDeletedRows > 0n;
  }

  /** What a service principal holds itself, on living resources. */
  async heldAppRoles(servicePrincipalId: string): Promise<readonly HeldAppRole[]> {
    const { rows } = await sql<HeldAppRole>`
      select resource.id as "resourceId", resource.app_id as "resourceAppId", assignment.app_role_id as "appRoleId"
      from app_role_assignments assignment
      join service_principals resource on resource.id = assignment.resource_id and resource.deleted_at is null
      where assignment.principal_id = ${servicePrincipalId}::uuid`.execute(this.#database.kysely);
    return rows;
  }
}

const toKey = (row: Rows['key_credentials']): KeyCredential => ({
  keyId: row.key_id,
  displayName: row.display_name,
  certificatePem: row.certificate_pem,
  thumbprint: row.thumbprint,
  thumbprintSha256: row.thumbprint_sha256,
  notBefore: row.not_before,
  expiresAt: row.expires_at,
});

const toFederated = (row: Rows['federated_identity_credentials']): FederatedIdentityCredential => ({
  id: row.id,
  name: row.name,
  issuer: row.issuer,
  subject: row.subject,
  audiences: row.audiences,
  ...(row.description === null ? {} : { description: row.description }),
});

const federatedRow = ({ name, issuer, subject, audiences, description }: FederatedIdentityCredential) => ({
  name,
  issuer,
  subject,
  audiences: [...audiences],
  description: description ?? null,
});

async function unlessTaken(work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (thrown) {
    if (!isUniqueViolation(thrown)) throw thrown;
    throw new DirectoryError(
      'OBJECT_CONFLICT',
      'A conflicting object with one or more of the specified property values is present in the directory. ' +
        'The application has a federated identity credential with this name, or with this issuer and subject.',
    );
  }
}
