/** An application from the gallery with a job, as the tests of provisioning need it. */
import type { GraphClient } from '@drawbridge/testkit/processes';

export const templates = {
  onPremises: 'a6f0f7c1-3b0e-4a52-9e3d-6c1d2b7f8e90',
  custom: '8adf8e6e-67b2-4cf2-a259-e3dc5476c621',
};

export type TestApplication = { readonly id: string; readonly applicationId: string; readonly base: string };
export type TestJob = TestApplication & { readonly jobId: string; readonly job: string };

export async function addApplication(graph: GraphClient, templateId = templates.custom): Promise<TestApplication> {
  const made = await graph.call<{ application: { id: string }; servicePrincipal: { id: string } }>(
    'POST',
    `/v1.0/applicationTemplates/${templateId}/instantiate`,
    { displayName: 'Payroll' },
  );
  const { id } = made.servicePrincipal;
  return { id, applicationId: made.application.id, base: `/v1.0/servicePrincipals/${id}/synchronization` };
}

export async function addJob(graph: GraphClient, templateId = templates.custom): Promise<TestJob> {
  const application = await addApplication(graph, templateId);
  const { id } = await graph.call<{ id: string }>('POST', `${application.base}/jobs`, { templateId: 'scim' });
  return { ...application, jobId: id, job: `${application.base}/jobs/${id}` };
}

export const credentials = (url: string, token: string, more: readonly { key: string; value: string }[] = []) => ({
  value: [{ key: 'BaseAddress', value: url }, { key: 'SecretToken', value: token }, ...more],
});

let people = 0;
export function aPerson(given: Record<string, unknown> = {}) {
  const name = `person${++people}`;
  return {
    accountEnabled: true,
    displayName: `Person ${people}`,
    mailNickname: name,
    userPrincipalName: `${name}@corp.example`,
    ...given,
  };
}

let groups = 0;
export function aGroup(given: Record<string, unknown> = {}) {
  groups += 1;
  return {
    displayName: `Group ${groups}`,
    mailNickname: `group${groups}`,
    mailEnabled: false,
    securityEnabled: true,
    groupTypes: [],
    ...given,
  };
}
