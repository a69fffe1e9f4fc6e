/** `drawbridge-agent enrol`: prints one line; on any error the state directory stays as it was. */
import { enrol, writeIdentity } from '@drawbridge/tunnel/agent';
import { machineName, readProxy, software } from '../config.ts';

export type EnrolFlags = {
  readonly service: string;
  readonly token: string;
  readonly state: string;
  readonly proxy?: string;
};

export async function enrolCommand({ service, token, state, proxy }: EnrolFlags): Promise<void> {
  const identity = await enrol({
    serviceUrl: service,
    token,
    machineName: machineName(),
    software,
    proxy: readProxy(proxy),
  });
  await writeIdentity(state, identity);
  console.log(
    `Enrolled as agent ${identity.agentId} of ${identity.serviceUrl}. Start it: drawbridge-agent run --state ${state}`,
  );
}
