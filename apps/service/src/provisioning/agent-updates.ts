/** When agents may be updated (hybridAgentUpdaterConfiguration): kept for the tools that ask for it; agents update nothing by themselves. */
import type { SqlInstallationStore } from '@drawbridge/storage';

export type AgentUpdates = {
  /** Undefined when nobody has said anything. */
  read(): Promise<object | undefined>;
  write(configuration: object): Promise<void>;
};

const key = 'hybridAgentUpdaterConfiguration';

export const createAgentUpdates = (installation: Pick<SqlInstallationStore, 'get' | 'put'>): AgentUpdates => ({
  async read() {
    const stored = await installation.get(key);
    return stored === undefined ? undefined : (JSON.parse(stored) as object);
  },
  write: (configuration) => installation.put(key, JSON.stringify(configuration)),
});
