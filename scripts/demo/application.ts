/** From the gallery to the first start: the administrator's walk, on the public API. */
import type { GraphClient } from '@drawbridge/testkit/processes';
import type { Everything } from './installation.ts';
import type { DemoState } from './state.ts';
import { dim, done, say } from './terminal.ts';

const base = (state: DemoState): string => `/v1.0/servicePrincipals/${state.servicePrincipalId}/synchronization`;

export async function addApplication(graph: GraphClient, { scim }: Everything, state: DemoState): Promise<void> {
  const filter = encodeURIComponent("displayName eq 'On-premises SCIM app'");
  const gallery = await graph.call<{ value: { id: string }[] }>('GET', `/v1.0/applicationTemplates?$filter=${filter}`);
  const made = await graph.call<{ servicePrincipal: { id: string } }>(
    'POST',
    `/v1.0/applicationTemplates/${gallery.value[0]!.id}/instantiate`,
    {
      displayName: 'On-premises SCIM app',
    },
  );
  state.servicePrincipalId = made.servicePrincipal.id;
  const job = await graph.call<{ id: string }>('POST', `${base(state)}/jobs`, { templateId: 'scim' });
  state.jobId = job.id;
  done('“On-premises SCIM app” added from the gallery');
  await graph.call('PUT', `${base(state)}/secrets`, {
    value: [
      { key: 'BaseAddress', value: scim.url },
      { key: 'SecretToken', value: scim.token },
      { key: 'SyncAll', value: 'false' },
    ],
  });
  done(`Tenant URL ${scim.url} and Secret Token set`);
}

export async function assignGroups(graph: GraphClient, state: DemoState): Promise<void> {
  let assigned = 0;
  for await (const group of graph.list<{ id: string }>('/v1.0/groups?$select=id&$top=999')) {
    await graph.call('POST', `/v1.0/servicePrincipals/${state.servicePrincipalId}/appRoleAssignedTo`, {
      principalId: group.id,
      resourceId: state.servicePrincipalId,
    });
    assigned++;
  }
  done(`${assigned} groups assigned; their members are in scope`);
}

type Step = { name: string; status: string; description: string };

export async function provisionOne(graph: GraphClient, state: DemoState): Promise<void> {
  const user = await graph.call<{ id: string; displayName: string }>('GET', '/v1.0/users/p00042@corp.example');
  const schema = await graph.call<{ synchronizationRules: { id: string }[] }>(
    'GET',
    `${base(state)}/jobs/${state.jobId}/schema`,
  );
  const started = performance.now();
  const answer = await graph.call<{ value: string }>('POST', `${base(state)}/jobs/${state.jobId}/provisionOnDemand`, {
    parameters: [
      { ruleId: schema.synchronizationRules[0]!.id, subjects: [{ objectId: user.id, objectTypeName: 'User' }] },
    ],
  });
  const entries = JSON.parse(answer.value) as {
    action: string;
    statusInfo: { status: string };
    provisioningSteps: Step[];
  }[];
  for (const entry of entries) {
    done(
      `${user.displayName}: ${entry.action}, ${entry.statusInfo.status} in ${Math.round(performance.now() - started)} ms`,
    );
    for (const step of entry.provisioningSteps) say(`    ${step.name.padEnd(28)} ${dim(step.description)}`);
  }
}

export async function startJob(graph: GraphClient, state: DemoState): Promise<void> {
  await graph.call('POST', `${base(state)}/jobs/${state.jobId}/start`);
}
