/** `drawbridge-agent status`: who this host is to which service. Reads only local files. */
import { X509Certificate } from 'node:crypto';
import { readIdentity } from '@drawbridge/tunnel/agent';

export type StatusFlags = { readonly state: string };

export async function statusCommand({ state }: StatusFlags): Promise<void> {
  const { agentId, tenantId, serviceUrl, certificatePem } = await readIdentity(state);
  const certificateValidTo = new X509Certificate(certificatePem).validToDate;
  console.log(JSON.stringify({ agentId, tenantId, service: serviceUrl, certificateValidTo }, undefined, 2));
}
