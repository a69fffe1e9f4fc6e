/**
 * AgentRegistry on SQL, and what an administrator does with agents. Ids and descriptions come from outside: an id that is
 * no UUID is nobody's.
 */
import type {
  AgentContact,
  AgentRecord,
  AgentRegistry,
  EnrolmentTokenRecord,
  NewAgent,
  TokenVerdict,
} from '@drawbridge/tunnel/hub';
import { isUuid } from '@drawbridge/base';
import type { Selectable } from 'kysely';
import type { Database } from '../../database/index.ts';
import { storable } from '../rows.ts';
import type { AgentTables } from './tables.ts';

export class SqlAgentRegistry implements AgentRegistry {
  readonly #database: Database<AgentTables>;

  constructor(database: Database<AgentTables>) {
    this.#database = database;
  }

  async addEnrolmentToken(token: EnrolmentTokenRecord): Promise<void> {
    await this.#database.kysely
      .insertInto('enrolment_tokens')
      .values({ hash: token.hash, created_at: token.createdAt, expires_at: token.expiresAt, used_at: null })
      .execute();
  }

  async consumeEnrolmentToken(hash: string, now: Date): Promise<TokenVerdict> {
    const consumed = await this.#database.kysely
      .updateTable('enrolment_tokens')
      .set({ used_at: now })
      .where('hash', '=', hash)
      .where('used_at', 'is', null)
      .where('expires_at', '>', now)
      .executeTakeFirst();
    if (consumed.numUpdatedRows > 0n) return 'consumed';
    const token = await this.#database.kysely
      .selectFrom('enrolment_tokens')
      .select('used_at')
      .where('hash', '=', hash)
      .executeTakeFirst();
    if (!token) return 'unknown';
    return token.used_at === null ? 'expired' : 'used';
  }

  async addAgent(agent: NewAgent): Promise<void> {
    await this.#database.kysely
      .insertInto('agents')
      .values({
        id: agent.id,
        machine_name: storable(agent.machineName),
        version: storable(agent.version),
        os: storable(agent.os),
        public_key_thumbprint: agent.publicKeyThumbprint,
        certificate_pem: agent.certificatePem,
        enrolled_at: agent.enrolledAt,
        external_ip: agent.externalIp,
        last_contact_at: null,
        revoked_at: null,
      })
      .execute();
  }

  async replaceCertificate(agentId: string, certificatePem: string): Promise<void> {
    if (!isUuid(agentId)) return;
    await this.#database.kysely
      .updateTable('agents')
      .set({ certificate_pem: certificatePem })
      .where('id', '=', agentId)
      .execute();
  }

  async findAgent(agentId: string): Promise<AgentRecord | undefined> {
    if (!isUuid(agentId)) return undefined;
    const row = await this.#database.kysely
      .selectFrom('agents')
      .selectAll()
      .where('id', '=', agentId)
      .executeTakeFirst();
    return row && toAgent(row);
  }

  async recordContact(agentId: string, contact: AgentContact): Promise<void> {
    if (!isUuid(agentId)) return;
    await this.#database.kysely
      .updateTable('agents')
      .set({
        last_contact_at: contact.at,
        external_ip: contact.externalIp,
        version: storable(contact.version),
        os: storable(contact.os),
      })
      .where('id', '=', agentId)
      .execute();
  }

  async agentsOfGroup(groupId: string): Promise<readonly string[]> {
    if (!isUuid(groupId)) return [];
    const rows = await this.#database.kysely
      .selectFrom('agent_group_members')
      .innerJoin('agents', 'agents.id', 'agent_group_members.agent_id')
      .select('agents.id')
      .where('agent_group_members.group_id', '=', groupId)
      .where('agents.revoked_at', 'is', null)
      .execute();
    return rows.map((row) => row.id);
  }

  /** All agents, revoked ones left out, oldest first. */
  async listAgents(): Promise<readonly AgentRecord[]> {
    const rows = await this.#database.kysely
      .selectFrom('agents')
      .selectAll()
      .where('revoked_at', 'is', null)
      .orderBy('enrolled_at')
      .orderBy('id')
      .execute();
    return rows.map(toAgent);
  }

  async renameAgent(agentId: string, machineName: string): Promise<void> {
    await this.#database.transaction((tx) =>
      tx
        .updateTable('agents')
        .set({ machine_name: storable(machineName) })
        .where('id', '=', agentId)
        .execute(),
    );
  }

  /** Refuses the agent for ever and takes it out of its groups; false when there is no such agent, or no more. */
  async revokeAgent(agentId: string, now: Date): Promise<boolean> {
    return this.#database.transaction(async (tx) => {
      const revoked = await tx
        .updateTable('agents')
        .set({ revoked_at: now })
        .where('id', '=', agentId)
        .where('revoked_at', 'is', null)
        .executeTakeFirst();
      await tx.deleteFrom('agent_group_members').where('agent_id', '=', agentId).execute();
      return revoked.numUpdatedRows > 0n;
    });
  }
}

const toAgent = (row: Selectable<AgentTables['agents']>): AgentRecord => ({
  id: row.id,
  machineName: row.machine_name,
  version: row.version,
  os: row.os,
  publicKeyThumbprint: row.public_key_thumbprint,
  certificatePem: row.certificate_pem,
  enrolledAt: row.enrolled_at,
  externalIp: row.external_ip,
  ...(row.last_contact_at === null ? {} : { lastContactAt: row.last_contact_at }),
  ...(row.revoked_at === null ? {} : { revokedAt: row.revoked_at }),
});
