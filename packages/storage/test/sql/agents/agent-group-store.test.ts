import { newId } from '@drawbridge/base';
import { aMoment } from '@drawbridge/testkit';
import { beforeEach, describe, expect, test } from 'vitest';
import { SqlAgentGroupStore, type AgentGroup } from '../../../src/sql/agents/agent-group-store.ts';
import { SqlAgentRegistry } from '../../../src/sql/agents/agent-registry.ts';
import { onBothEngines } from '../both-engines.ts';
import { anAgent } from './an-agent.ts';

const later = (ms: number): Date => new Date(aMoment.getTime() + ms);

onBothEngines(({ database }) => {
  let groups: SqlAgentGroupStore;
  beforeEach(() => {
    groups = new SqlAgentGroupStore(database());
  });

  async function addedAgent(): Promise<string> {
    const agent = anAgent();
    await new SqlAgentRegistry(database()).addAgent(agent);
    return agent.id;
  }
  const made = (displayName: string, afterMs = 0): Promise<AgentGroup> =>
    groups.createGroup(displayName, later(afterMs));

  describe('agent groups', () => {
    test('are made, renamed, listed oldest first, and deleted', async () => {
      const [young, old] = [await made('Young', 2), await made('Old', 1)];
      expect(old).toEqual({ id: old.id, displayName: 'Old', isDefault: false });
      await groups.renameGroup(old.id, 'Older');
      expect(await groups.listGroups()).toEqual([{ ...old, displayName: 'Older' }, young]);
      await groups.deleteGroup(old.id);
      expect(await groups.getGroup(old.id)).toBeUndefined();
      expect(await groups.getGroup(young.id)).toEqual(young);
    });

    test('have agents, each once', async () => {
      const [group, agent] = [await made('HQ'), await addedAgent()];
      await groups.addAgent(group.id, agent);
      await expect(groups.addAgent(group.id, agent)).rejects.toMatchObject({ code: 'REFERENCE_EXISTS' });
      expect(await groups.agentIdsOfGroup(group.id)).toEqual([agent]);
      expect(await groups.groupsOfAgent(agent)).toEqual([group]);
      expect(await groups.removeAgent(group.id, agent)).toBe(true);
      expect(await groups.removeAgent(group.id, agent)).toBe(false);
      expect(await groups.agentIdsOfGroup(group.id)).toEqual([]);
    });

    test('do not count an agent that was added while it was being revoked', async () => {
      const [group, agent] = [await made('HQ'), await addedAgent()];
      await new SqlAgentRegistry(database()).revokeAgent(agent, aMoment);
      await groups.addAgent(group.id, agent);
      expect(await groups.agentIdsOfGroup(group.id)).toEqual([]);
    });

    test('deleted, leave agents and applications as they are', async () => {
      const [group, agent] = [await made('HQ'), await addedAgent()];
      const resource = await groups.createResource('Payroll', newId(), aMoment);
      await groups.addAgent(group.id, agent);
      await groups.addResourceGroup(resource.id, group.id);
      await groups.deleteGroup(group.id);
      expect(await groups.groupsOfAgent(agent)).toEqual([]);
      expect(await groups.groupsOfResource(resource.id)).toEqual([]);
      expect(await groups.getResource(resource.id)).toEqual(resource);
      expect(await new SqlAgentRegistry(database()).findAgent(agent)).toBeDefined();
    });
  });

  describe('published resources', () => {
    test('are made, changed, listed oldest first, and deleted', async () => {
      const young = await groups.createResource('Young', newId(), later(2));
      const old = await groups.createResource('Old', newId(), later(1));
      await groups.updateResource(old.id, { displayName: 'Older' });
      await groups.updateResource(young.id, {});
      expect(await groups.listResources()).toEqual([{ ...old, displayName: 'Older' }, young]);
      await groups.deleteResource(old.id);
      expect(await groups.listResources()).toEqual([young]);
    });

    test('have a name of their own, also when two are made at once', async () => {
      const name = newId();
      const outcomes = await Promise.allSettled(
        [1, 2, 3].map((n) => groups.createResource(`Resource ${n}`, name, aMoment)),
      );
      const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
      expect(refused.map((outcome) => outcome.reason.code)).toEqual(['OBJECT_CONFLICT', 'OBJECT_CONFLICT']);
      expect(await groups.listResources()).toHaveLength(1);
    });

    test('are served by groups, each once', async () => {
      const group = await made('HQ');
      const resource = await groups.createResource('Payroll', newId(), aMoment);
      await groups.addResourceGroup(resource.id, group.id);
      await expect(groups.addResourceGroup(resource.id, group.id)).rejects.toMatchObject({ code: 'REFERENCE_EXISTS' });
      expect(await groups.resourcesOfGroup(group.id)).toEqual([resource]);
      expect(await groups.groupsOfResource(resource.id)).toEqual([group]);
      expect(await groups.removeResourceGroup(resource.id, group.id)).toBe(true);
      expect(await groups.removeResourceGroup(resource.id, group.id)).toBe(false);
    });
  });

  test('an application is served by the oldest of its groups; one without is served by none', async () => {
    const servicePrincipalId = newId();
    const resource = await groups.createResource('Payroll', servicePrincipalId, aMoment);
    expect(await groups.groupOfApplication(servicePrincipalId)).toBeUndefined();
    const [young, old] = [await made('Young', 2), await made('Old', 1)];
    for (const { id } of [young, old]) await groups.addResourceGroup(resource.id, id);
    expect(await groups.groupOfApplication(servicePrincipalId)).toBe(old.id);
    expect(await groups.groupOfApplication(newId())).toBeUndefined();
  });

  test('an agent serves the applications of all its groups, each named once', async () => {
    const agent = await addedAgent();
    const [one, two] = [await made('One'), await made('Two')];
    const names = [newId(), newId(), newId()];
    const [both, second, foreign] = await Promise.all(
      names.map((name) => groups.createResource('An application', name, aMoment)),
    );
    for (const group of [one, two]) {
      await groups.addAgent(group.id, agent);
      await groups.addResourceGroup(both!.id, group.id);
    }
    await groups.addResourceGroup(second!.id, two.id);
    await groups.addResourceGroup(foreign!.id, (await made('Foreign')).id);
    expect([...(await groups.applicationsOfAgent(agent))].sort()).toEqual(names.slice(0, 2).sort());
    expect(await groups.applicationsOfAgent(newId())).toEqual([]);
  });
});
