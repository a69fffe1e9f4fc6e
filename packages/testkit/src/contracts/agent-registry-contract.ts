/** What every AgentRegistry must do, whatever it remembers in. */
import { newId, newToken } from '@drawbridge/base';
import type { AgentContact, AgentRegistry, NewAgent } from '@drawbridge/tunnel/hub';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { aMoment } from '../builders/provisioning.ts';

/** A registry that starts empty, and what only an administrator does. */
export type AgentRegistryPlace = {
  readonly registry: AgentRegistry;
  /** Makes a group of these agents, and gives its id. */
  makeGroup(agentIds: readonly string[]): Promise<string>;
  revoke(agentId: string, now: Date): Promise<void>;
  close(): Promise<void>;
};

const later = (ms: number): Date => new Date(aMoment.getTime() + ms);

const anAgent = (given: Partial<NewAgent> = {}): NewAgent => ({
  id: newId(),
  machineName: 'hq-gateway',
  version: '0.1.0',
  os: 'Linux 6.1 x64',
  publicKeyThumbprint: newToken(),
  certificatePem: '-----BEGIN CERTIFICATE-----\nfirst\n-----END CERTIFICATE-----\n',
  enrolledAt: aMoment,
  externalIp: '203.0.113.7',
  ...given,
});
const aContact = (given: Partial<AgentContact> = {}): AgentContact => ({
  at: later(60_000),
  externalIp: '2001:db8::7',
  version: '0.2.0',
  os: 'Linux 6.12 x64',
  ...given,
});

export function agentRegistryContract(name: string, open: () => Promise<AgentRegistryPlace>): void {
  describe(`${name} as an AgentRegistry`, () => {
    let place: AgentRegistryPlace;
    let registry: AgentRegistry;
    beforeEach(async () => {
      place = await open();
      ({ registry } = place);
    });
    afterEach(() => place.close());

    async function addedAgent(given: Partial<NewAgent> = {}): Promise<NewAgent> {
      const agent = anAgent(given);
      await registry.addAgent(agent);
      return agent;
    }
    async function addedToken(expiresAt = later(3_600_000)): Promise<string> {
      const hash = newToken();
      await registry.addEnrolmentToken({ hash, createdAt: aMoment, expiresAt });
      return hash;
    }

    test('a token is consumed once, and is used from then on', async () => {
      const hash = await addedToken();
      expect(await registry.consumeEnrolmentToken(hash, later(1))).toBe('consumed');
      expect(await registry.consumeEnrolmentToken(hash, later(2))).toBe('used');
    });

    test('of many who show one token at the same moment, exactly one consumes it', async () => {
      const hash = await addedToken();
      const verdicts = await Promise.all(
        Array.from({ length: 12 }, (_, index) => registry.consumeEnrolmentToken(hash, later(index))),
      );
      expect(verdicts.filter((verdict) => verdict === 'consumed')).toHaveLength(1);
      expect(verdicts.filter((verdict) => verdict === 'used')).toHaveLength(11);
    });

    test('a token lives until its time, and not at it', async () => {
      const [young, old] = [await addedToken(later(1_000)), await addedToken(later(1_000))];
      expect(await registry.consumeEnrolmentToken(young, later(999))).toBe('consumed');
      expect(await registry.consumeEnrolmentToken(old, later(1_000))).toBe('expired');
      expect(await registry.consumeEnrolmentToken(old, later(2_000))).toBe('expired');
    });

    test('a token that is used and expired is said to be used', async () => {
      const hash = await addedToken(later(1_000));
      await registry.consumeEnrolmentToken(hash, aMoment);
      expect(await registry.consumeEnrolmentToken(hash, later(2_000))).toBe('used');
    });

    test('a token that nobody made is unknown, and consuming one leaves the others', async () => {
      const [one, other] = [await addedToken(), await addedToken()];
      expect(await registry.consumeEnrolmentToken(newToken(), aMoment)).toBe('unknown');
      expect(await registry.consumeEnrolmentToken(one, aMoment)).toBe('consumed');
      expect(await registry.consumeEnrolmentToken(other, aMoment)).toBe('consumed');
    });

    test('an agent is found as it enrolled', async () => {
      const agent = await addedAgent();
      await addedAgent();
      expect(await registry.findAgent(agent.id)).toEqual(agent);
    });

    test('an id that nobody has finds nobody and changes nothing, whatever it looks like', async () => {
      const agent = await addedAgent();
      for (const id of [newId(), '', 'hq-gateway', `${agent.id}x`, "' or true --", '\0']) {
        expect(await registry.findAgent(id)).toBeUndefined();
        await registry.replaceCertificate(id, 'another');
        await registry.recordContact(id, aContact());
        expect(await registry.agentsOfGroup(id)).toEqual([]);
      }
      expect(await registry.findAgent(agent.id)).toEqual(agent);
    });

    test('a renewed certificate takes the place of the old one, and nothing else', async () => {
      const agent = await addedAgent();
      await registry.replaceCertificate(agent.id, 'renewed');
      expect(await registry.findAgent(agent.id)).toEqual({ ...agent, certificatePem: 'renewed' });
    });

    test('a contact tells when, from where and as what the agent was last heard of', async () => {
      const agent = await addedAgent();
      const { at, ...now } = aContact();
      await registry.recordContact(agent.id, { at, ...now });
      expect(await registry.findAgent(agent.id)).toEqual({ ...agent, ...now, lastContactAt: at });
      const next = aContact({ at: later(120_000), version: '0.3.0' });
      await registry.recordContact(agent.id, next);
      expect(await registry.findAgent(agent.id)).toMatchObject({ version: '0.3.0', lastContactAt: next.at });
    });

    test('a revoked agent is found with the time of its revocation, also when it is heard of again', async () => {
      const agent = await addedAgent();
      await place.revoke(agent.id, later(5));
      expect(await registry.findAgent(agent.id)).toEqual({ ...agent, revokedAt: later(5) });
      await registry.recordContact(agent.id, aContact());
      expect((await registry.findAgent(agent.id))?.revokedAt).toEqual(later(5));
    });

    test('a group has its agents, without the revoked ones and those of other groups', async () => {
      const agents = [await addedAgent(), await addedAgent(), await addedAgent(), await addedAgent()];
      const [one, two, revoked, other] = agents.map((agent) => agent.id) as [string, string, string, string];
      const group = await place.makeGroup([one, two, revoked]);
      const otherGroup = await place.makeGroup([other, two]);
      await place.revoke(revoked, later(5));
      expect([...(await registry.agentsOfGroup(group))].sort()).toEqual([one, two].sort());
      expect([...(await registry.agentsOfGroup(otherGroup))].sort()).toEqual([two, other].sort());
    });

    test('a group without agents has none', async () => {
      expect(await registry.agentsOfGroup(await place.makeGroup([]))).toEqual([]);
      expect(await registry.agentsOfGroup(newId())).toEqual([]);
    });
  });
}
