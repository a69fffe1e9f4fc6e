/** The road to an application, with a real agent and a real application: assigned, tested, diagnosed, saved. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hasNoSidewaysScroll, seriousProblems, shoot, startPortal, type Portal } from '../support/portal.ts';

let portal: Portal;
let page: Page;
let applicationId: string;
beforeAll(async () => {
  portal = await startPortal({ agents: 1 });
  const gallery = await portal.graph.call<{ value: { id: string; displayName: string }[] }>(
    'GET',
    '/v1.0/applicationTemplates',
  );
  const template = gallery.value.find(({ displayName }) => displayName === 'On-premises SCIM app')!;
  const made = await portal.graph.call<{ servicePrincipal: { id: string } }>(
    'POST',
    `/v1.0/applicationTemplates/${template.id}/instantiate`,
    { displayName: 'Payroll' },
  );
  applicationId = made.servicePrincipal.id;
  // Cloud Application Administrators are no agent administrators, and assign agents to applications all the same.
  ({ page } = await portal.signIn({
    roles: ['Cloud Application Administrator'],
    at: `/applications/${applicationId}/provisioning/connectivity`,
  }));
});
afterAll(() => portal[Symbol.asyncDispose]());

const tenantUrl = () => page.getByLabel('Tenant URL');
const token = () => page.getByLabel('Secret Token');
const diagnosis = () => page.getByRole('region', { name: 'Admin credentials' });

async function testConnection(url: string, secret: string): Promise<void> {
  await tenantUrl().fill(url);
  await token().fill(secret);
  await page.getByRole('button', { name: 'Test Connection' }).click();
}

/** Where the test says it failed, with what is said there and what is to be checked first. */
async function failedAt(code: string): Promise<{ stage: string; first: string; text: string }> {
  await diagnosis().getByText(code, { exact: false }).first().waitFor();
  const stages = await page.getByRole('list', { name: 'How far the test came' }).locator('li').allTextContents();
  const first = await diagnosis().locator('ol').nth(1).locator('li').first().textContent();
  return {
    stage: stages.find((stage) => stage.endsWith('failed here')) ?? '',
    first: first ?? '',
    text: (await diagnosis().textContent()) ?? '',
  };
}

test('what is not filled in or is no address is said at the field', async () => {
  await page.getByRole('button', { name: 'Test Connection' }).click();
  await page.getByText('Tenant URL is required.').waitFor();
  await page.getByText('Secret Token is required.').waitFor();
  await tenantUrl().fill('localhost:8585/scim');
  await page.getByText('Give an absolute http or https URL').waitFor();
});

test('without an agent the test stops at the agent', async () => {
  await testConnection(portal.tenantUrl, portal.secretToken);
  const { stage, first } = await failedAt('AGENT_NOT_ASSIGNED');
  expect(stage).toBe('Agent failed here');
  expect(first).toBe('An agent is assigned to this application.');
});

test('an agent is assigned, and the state of the road says that it is there', async () => {
  await page.getByText('Assign an agent', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Assign Agent(s)' }).click();
  const pane = page.getByRole('dialog');
  await pane.getByRole('checkbox').first().check();
  await shoot(page, 'connectivity-assign');
  await pane.getByRole('button', { name: 'Assign' }).click();
  await page.getByText('It takes effect at once').waitFor();
  expect(await page.getByRole('status', { name: 'State of the road' }).textContent()).toContain('Agent confirmed');
});

test('a wrong token is told from a wrong path, a host that is not there, and a name that does not resolve', async () => {
  await testConnection(portal.tenantUrl, 'wrong-token');
  const refused = await failedAt('TARGET_UNAUTHORIZED');
  expect(refused.stage).toBe('Authorization failed here');
  expect(refused.first).toBe('The Secret Token is the same on both sides, and has not expired.');
  expect(refused.text).toContain('You appear to have entered invalid credentials');
  expect(refused.text).toContain(`GET ${portal.tenantUrl}/Users?filter=`);
  expect(refused.text).toContain('Request ID');
  expect(refused.text).not.toContain('wrong-token');
  expect(await seriousProblems(page)).toEqual([]);
  await diagnosis().getByText('Status of the answer').scrollIntoViewIfNeeded();
  await shoot(page, 'connectivity-diagnosis');

  await testConnection(`${portal.tenantUrl}/v9/nothing`, portal.secretToken);
  const elsewhere = await failedAt('TARGET_NOT_SCIM');
  expect(elsewhere.stage).toBe('SCIM answer failed here');
  expect(elsewhere.first).toMatch(/The path of the URL is right/);
  expect(elsewhere.text).toContain(`${portal.tenantUrl}/v9/nothing/Users?filter=`);

  await testConnection('http://127.0.0.1:9/scim', portal.secretToken);
  expect(await failedAt('TARGET_UNREACHABLE')).toMatchObject({
    stage: 'TCP connection failed here',
    first: 'The application runs and listens on this port.',
  });

  await testConnection('http://nowhere.invalid/scim', portal.secretToken);
  expect(await failedAt('TARGET_NAME_NOT_RESOLVED')).toMatchObject({
    stage: 'Host name failed here',
    first: 'The host name is spelled right and resolves on the host of the agent.',
  });
});

test('with the right values the test succeeds before anything is saved', async () => {
  await testConnection(portal.tenantUrl, portal.secretToken);
  await diagnosis().getByText('The supplied credentials are authorized to enable provisioning').waitFor();
  const { value } = await portal.graph.call<{ value: unknown[] }>(
    'GET',
    `/v1.0/servicePrincipals/${applicationId}/synchronization/secrets`,
  );
  expect(value).toEqual([]);
});

test('saving makes the job, keeps the token unseen and reads the attributes of the application', async () => {
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Provisioning settings updated.').first().waitFor();
  await page.getByText(/Discovered \d+ attributes, \d+ of them new\./).waitFor();
  const jobs = await portal.graph.call<{ value: unknown[] }>(
    'GET',
    `/v1.0/servicePrincipals/${applicationId}/synchronization/jobs`,
  );
  expect(jobs.value).toHaveLength(1);
  await page.reload();
  await page.getByText('Set. Leave it empty to keep it.').waitFor();
  expect(await token().inputValue()).toBe('');
  expect(await page.content()).not.toContain(portal.secretToken);
  await shoot(page, 'connectivity-saved');
  await page.setViewportSize({ width: 375, height: 812 });
  expect(await hasNoSidewaysScroll(page)).toBe(true);
  await page.setViewportSize({ width: 1440, height: 900 });
});

test('the stored token is tested with, and asked for again when the host changes', async () => {
  await page.getByRole('button', { name: 'Test Connection' }).click();
  await diagnosis().getByText('The supplied credentials are authorized').waitFor();
  await tenantUrl().fill('http://127.0.0.2:8585/scim');
  await page.getByRole('button', { name: 'Test Connection' }).click();
  await page.getByText('The Tenant URL names another host: give the Secret Token again.').waitFor();
  await page.getByRole('button', { name: 'Discard' }).click();
});

test('an application that is down, and an agent that is not there, are told from each other', async () => {
  await portal.target.stop();
  await page.getByRole('button', { name: 'Test Connection' }).click();
  expect((await failedAt('TARGET_UNREACHABLE')).first).toBe('The application runs and listens on this port.');
  await portal.agents[0]!.stop();
  await page.getByText('Waiting for an agent to connect').waitFor();
  await page.getByRole('button', { name: 'Test Connection' }).click();
  expect(await failedAt('AGENT_OFFLINE')).toMatchObject({ stage: 'Agent failed here' });
  await page.goto(`${portal.url}/portal/applications/${applicationId}/provisioning`);
  await page.getByText(/No assigned agent is connected: /).waitFor();
  await page.getByText('The cycle waits instead of failing').waitFor();
  await shoot(page, 'provisioning-agent-offline');
  expect(await seriousProblems(page)).toEqual([]);
});

test('nothing was refused by the content security policy, and nothing failed in the console', () => {
  expect(portal.complaints).toEqual([]);
});
