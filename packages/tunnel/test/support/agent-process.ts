/** An agent as a process of its own, for tests that kill it. Its identity comes as the first message of the parent. */
import { Secret, silentLogger, systemClock } from '@drawbridge/base';
import { Agent, type AgentIdentity } from '../../src/agent/index.ts';

type StoredIdentity = Omit<AgentIdentity, 'keyPem'> & { readonly keyPem: string };

process.once('message', (message) => {
  const stored = message as StoredIdentity;
  const identity = { ...stored, keyPem: new Secret(stored.keyPem) };
  const software = { version: '0.0.0-test', os: 'test' };
  const agent = new Agent({
    identity,
    storeIdentity: async () => {},
    software,
    clock: systemClock,
    logger: silentLogger,
    heartbeatMs: 200,
  });
  void agent.run(new AbortController().signal);
});
