/** Puts a running agent together: identity, policy, audit log, clock. */
import { systemClock, type Logger } from '@drawbridge/base';
import { Agent, AuditLog, loadPolicy, readIdentity, writeIdentity } from '@drawbridge/tunnel/agent';
import { software, type RunConfig } from './config.ts';

export type ComposedAgent = { readonly agent: Agent; readonly close: () => Promise<void> };

export async function composeAgent(config: RunConfig, logger: Logger): Promise<ComposedAgent> {
  const { stateDirectory, policyFile, auditFile, proxy, heartbeatMs, environment } = config;
  const identity = await readIdentity(stateDirectory);
  const policy = await loadPolicy(policyFile);
  const audit = new AuditLog(auditFile, systemClock, logger);
  const agent = new Agent({
    identity,
    storeIdentity: (renewed) => writeIdentity(stateDirectory, renewed),
    software,
    clock: systemClock,
    logger,
    policy,
    environment,
    proxy,
    audit: (entry) => audit.write(entry),
    ...(heartbeatMs !== undefined && { heartbeatMs }),
  });
  return { agent, close: () => audit.close() };
}
