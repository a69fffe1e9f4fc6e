import { newId } from '@drawbridge/base';
import { agentRegistryContract, MemoryAgentRegistry } from '@drawbridge/testkit';

agentRegistryContract('The memory registry', async () => {
  const registry = new MemoryAgentRegistry();
  return {
    registry,
    makeGroup: async (agentIds) => {
      const id = newId();
      registry.setGroup(id, agentIds);
      return id;
    },
    revoke: async (agentId, now) => registry.revoke(agentId, now),
    close: async () => undefined,
  };
});
