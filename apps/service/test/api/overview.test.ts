/** What needs attention and what happened, in one request; and who sees how much of it. */
import { systemClock } from '@drawbridge/base';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addApplication, aPerson, templates } from '../support/application.ts';
import { refusal, startService, type TestService } from '../support/service.ts';

type Overview = {
  jobs: { servicePrincipalId: string }[];
  agents: unknown[] | null;
  credentials: { displayName: string; kind: string }[];
  activity: { hours: unknown[] };
  deprovisioning: { lastDay: unknown; waiting: unknown };
  setUp: { agentCount: number | null; application: Record<string, unknown> | null };
};
const path = '/beta/synchronization/overview';

let service: TestService;
beforeAll(async () => {
  service = await startService();
});
afterAll(() => service.close());

const as = async (role: Parameters<TestService['client']>[0]) => service.graphAs(await service.client(role));

describe('the overview', () => {
  it('of an empty installation says that nothing is there', async () => {
    const overview = await service.graph.call<Overview>('GET', path);
    expect(overview).toMatchObject({
      jobs: [],
      agents: [],
      activity: { hours: [] },
      deprovisioning: { lastDay: null, lastWeek: null, waiting: null },
      setUp: { agentCount: 0, application: null },
    });
  });

  it('follows the first application on its way', async () => {
    const { id } = await addApplication(service.graph, templates.onPremises);
    const facts = async () => (await service.graph.call<Overview>('GET', path)).setUp.application;
    expect(await facts()).toEqual({
      servicePrincipalId: id,
      displayName: expect.any(String),
      needsAgent: true,
      hasAgent: false,
      hasCredentials: false,
      hasAssignment: false,
      hasProvisioned: false,
      isStarted: false,
    });
    const { appRoles: roles } = await service.graph.call<{ appRoles: { id: string; displayName: string }[] }>(
      'GET',
      `/v1.0/servicePrincipals/${id}`,
    );
    const person = await service.graph.call<{ id: string }>('POST', '/v1.0/users', aPerson());
    await service.graph.call('POST', `/v1.0/servicePrincipals/${id}/appRoleAssignedTo`, {
      principalId: person.id,
      resourceId: id,
      appRoleId: roles.find(({ displayName }) => displayName === 'User')?.id,
    });
    expect(await facts()).toMatchObject({ hasAssignment: true, hasCredentials: false });
  });

  it('names credentials that end within 30 days, and not those that were replaced', async () => {
    const application = await service.graph.call<{ id: string }>('POST', '/v1.0/applications', {
      displayName: 'Ledger',
    });
    const soon = new Date(systemClock.now().getTime() + 5 * 86_400_000).toISOString();
    const add = (displayName: string, endDateTime?: string) =>
      service.graph.call('POST', `/v1.0/applications/${application.id}/addPassword`, {
        passwordCredential: { displayName, ...(endDateTime ? { endDateTime } : {}) },
      });
    const named = async () =>
      (await service.graph.call<Overview>('GET', path)).credentials.map(({ displayName }) => displayName);
    await add('old', soon);
    expect(await named()).toEqual(['Ledger']);
    await add('new');
    expect(await named()).toEqual([]);
  });

  it('is closed to those who may see neither jobs nor logs, and shows agents to those who may see agents', async () => {
    expect((await refusal((await as('User Administrator')).call('GET', path))).status).toBe(403);
    const reports = await (await as('Reports Reader')).call<Overview>('GET', path);
    expect(reports.agents).toBeNull();
    expect(reports.setUp.agentCount).toBeNull();
    expect((await (await as('Global Reader')).call<Overview>('GET', path)).agents).toEqual([]);
  });
});

describe('agents', () => {
  const base = '/beta/onPremisesPublishingProfiles/provisioning';

  it('are seen by those who read, and enrolled by those who manage them', async () => {
    for (const role of ['Global Reader', 'Cloud Application Administrator', 'Application Administrator'] as const) {
      const caller = await as(role);
      expect(await caller.call('GET', `${base}/agents`), role).toMatchObject({ value: [] });
      expect(await caller.call('GET', `${base}/agentGroups`), role).toMatchObject({ value: [] });
      expect((await refusal(caller.call('POST', `${base}/enrolmentTokens`))).status, role).toBe(403);
    }
    const reader = await as('Global Reader');
    expect((await refusal(reader.call('POST', `${base}/agentGroups`, { displayName: 'Oslo' }))).status).toBe(403);
    const hybrid = await as('Hybrid Identity Administrator');
    expect(await hybrid.call('POST', `${base}/enrolmentTokens`)).toHaveProperty('token');
  });
});
