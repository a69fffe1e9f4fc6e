/**
 * What the service remembers about agents: enrolment tokens (only their hashes), the agents themselves, and which agents
 * belong to which group. Stated here in the hub's words; `storage` implements it in SQL, `testkit` in memory.
 */

export type EnrolmentTokenRecord = {
  /** SHA-256 of the token's random part, hex. The token itself is never stored. */
  readonly hash: string;
  readonly expiresAt: Date;
  readonly createdAt: Date;
};

/** `consumed` is said once per token, however many callers ask at the same moment. */
export const tokenVerdicts = ['consumed', 'unknown', 'expired', 'used'] as const;
export type TokenVerdict = (typeof tokenVerdicts)[number];

export type NewAgent = {
  readonly id: string;
  readonly machineName: string;
  readonly version: string;
  readonly os: string;
  /** SHA-256 of the public key's SubjectPublicKeyInfo, base64url. */
  readonly publicKeyThumbprint: string;
  readonly certificatePem: string;
  readonly enrolledAt: Date;
  /** Address the enrolment came from, as the service saw it. */
  readonly externalIp: string;
};

export type AgentRecord = NewAgent & {
  readonly lastContactAt?: Date;
  /** Set when an administrator revoked the agent; such an agent is refused for ever. */
  readonly revokedAt?: Date;
};

export type AgentContact = {
  readonly at: Date;
  readonly externalIp: string;
  readonly version: string;
  readonly os: string;
};

export interface AgentRegistry {
  /** Remembers a new token. The hash is unique by construction (256 random bits). */
  addEnrolmentToken(token: EnrolmentTokenRecord): Promise<void>;

  /**
   * Uses up a token: one atomic step (`UPDATE … WHERE used_at IS NULL AND expires_at > now`), so that of any number of
   * concurrent calls with the same hash exactly one gets `consumed`. A token that is used and expired says `used`.
   */
  consumeEnrolmentToken(hash: string, now: Date): Promise<TokenVerdict>;

  /** Stores a new agent. Called once per enrolment, after its token was consumed. */
  addAgent(agent: NewAgent): Promise<void>;

  /** Stores a renewed certificate of the same key. An unknown id does nothing. */
  replaceCertificate(agentId: string, certificatePem: string): Promise<void>;

  /** The agent, revoked or not; undefined when there is none. Called once per connection attempt. */
  findAgent(agentId: string): Promise<AgentRecord | undefined>;

  /** Notes that the agent was heard of: on connect and on disconnect. An unknown id does nothing. */
  recordContact(agentId: string, contact: AgentContact): Promise<void>;

  /**
   * Ids of the agents of a group, revoked ones left out; empty when the group is unknown or has none. The hub remembers
   * the answer for at most a second, and forgets it at once on `hub.groupsChanged()`.
   */
  agentsOfGroup(groupId: string): Promise<readonly string[]>;
}
