/** The hub's registry in memory, for tests of the tunnel without a database. Adds what only an administrator does: groups, revocation. */
import type {
  AgentContact,
  AgentRecord,
  AgentRegistry,
  EnrolmentTokenRecord,
  NewAgent,
  TokenVerdict,
} from '@drawbridge/tunnel/hub';

export class MemoryAgentRegistry implements AgentRegistry {
  readonly agents = new Map<string, AgentRecord>();
  readonly tokens = new Map<string, EnrolmentTokenRecord & { usedAt?: Date }>();
  readonly #groups = new Map<string, readonly string[]>();

  async addEnrolmentToken(token: EnrolmentTokenRecord): Promise<void> {
    this.tokens.set(token.hash, token);
  }

  async consumeEnrolmentToken(hash: string, now: Date): Promise<TokenVerdict> {
    const token = this.tokens.get(hash);
    if (token === undefined) return 'unknown';
    if (token.usedAt !== undefined) return 'used';
    if (token.expiresAt <= now) return 'expired';
    this.tokens.set(hash, { ...token, usedAt: now });
    return 'consumed';
  }

  async addAgent(agent: NewAgent): Promise<void> {
    this.agents.set(agent.id, agent);
  }

  async replaceCertificate(agentId: string, certificatePem: string): Promise<void> {
    this.#change(agentId, { certificatePem });
  }

  async findAgent(agentId: string): Promise<AgentRecord | undefined> {
    return this.agents.get(agentId);
  }

  async recordContact(agentId: string, { at, ...contact }: AgentContact): Promise<void> {
    this.#change(agentId, { ...contact, lastContactAt: at });
  }

  async agentsOfGroup(groupId: string): Promise<readonly string[]> {
    return (this.#groups.get(groupId) ?? []).filter((id) => this.agents.get(id)?.revokedAt === undefined);
  }

  setGroup(groupId: string, agentIds: readonly string[]): void {
    this.#groups.set(groupId, agentIds);
  }

  revoke(agentId: string, at: Date): void {
    this.#change(agentId, { revokedAt: at });
  }

  #change(agentId: string, change: Partial<AgentRecord>): void {
    const agent = this.agents.get(agentId);
    if (agent !== undefined) this.agents.set(agentId, { ...agent, ...change });
  }
}
