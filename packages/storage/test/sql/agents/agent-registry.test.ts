import { newId } from '@drawbridge/base';
import { agentRegistryContract, aMoment } from '@drawbridge/testkit';
import { expect, test } from 'vitest';
import { SqlAgentGroupStore } from '../../../src/sql/agents/agent-group-store.ts';
import { SqlAgentRegistry } from '../../../src/sql/agents/agent-registry.ts';
import { onBothEngines } from '../both-engines.ts';
import { anAgent } from './an-agent.ts';

const later = (ms: number): Date => new Date(aMoment.getTime() + ms);

onBothEngines(({ name, database }) => {
  agentRegistryContract(name, async () => {
    const registry = new SqlAgentRegistry(database());
    const groups = new SqlAgentGroupStore(database());
    return {
      registry,
      makeGroup: async (agentIds) => {
        const { id } = await groups.createGroup('A group', aMoment);
        for (const agentId of agentIds) await groups.addAgent(id, agentId);
        return id;
      },
      revoke: async (agentId, now) => void (await registry.revokeAgent(agentId, now)),
      close: async () => undefined,
    };
  });

  test('agents are listed oldest first, without the revoked ones', async () => {
    const registry = new SqlAgentRegistry(database());
    const [young, old, revoked] = [
      anAgent({ enrolledAt: later(2) }),
      anAgent({ enrolledAt: later(1) }),
      anAgent({ enrolledAt: aMoment }),
    ];
    for (const agent of [young, old, revoked]) await registry.addAgent(agent);
    await registry.revokeAgent(revoked.id, later(3));
    expect(await registry.listAgents()).toEqual([old, young]);
  });

  test('an agent is revoked once, at the first time said, and leaves its groups', async () => {
    const registry = new SqlAgentRegistry(database());
    const groups = new SqlAgentGroupStore(database());
    const agent = anAgent();
    await registry.addAgent(agent);
    const group = await groups.createGroup('HQ', aMoment);
    await groups.addAgent(group.id, agent.id);
    expect(await registry.revokeAgent(agent.id, later(1))).toBe(true);
    expect(await registry.revokeAgent(agent.id, later(2))).toBe(false);
    expect(await registry.revokeAgent(newId(), later(2))).toBe(false);
    expect((await registry.findAgent(agent.id))?.revokedAt).toEqual(later(1));
    expect(await groups.groupsOfAgent(agent.id)).toEqual([]);
  });

  test('what an agent says about itself is stored, whatever it says', async () => {
    const registry = new SqlAgentRegistry(database());
    const agent = anAgent({ machineName: 'zero \0', os: 'half \ud800' });
    await registry.addAgent(agent);
    expect(await registry.findAgent(agent.id)).toMatchObject({ machineName: 'zero \ufffd', os: 'half \ufffd' });
  });
});
