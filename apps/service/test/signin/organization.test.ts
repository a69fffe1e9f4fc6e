/** The domains of the organisation, the last administrator, and what the audit log tells of sign-ins. */
import { newId, systemClock } from '@drawbridge/base';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aPerson } from '../support/application.ts';
import { refusal, requestToken, send, startService, type TestService } from '../support/service.ts';
import { addAccount, authorization, goodPassword, signIn } from '../support/sign-in.ts';
import { Visitor } from '../support/visitor.ts';

/** Only what is remembered for a few seconds goes by it. */
let aheadMs = 0;
const clock = { ...systemClock, monotonicMs: () => systemClock.monotonicMs() + aheadMs };
let service: TestService;
beforeAll(async () => {
  service = await startService({ clock });
});
afterAll(() => service.close());

const graph = <T = unknown>(method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, body?: object): Promise<T> =>
  service.graph.call<T>(method, `/v1.0${path}`, body);

describe('domains', () => {
  type Listed = { value: { id: string; isDefault: boolean; isVerified: boolean }[] };
  const names = async () => (await graph<Listed>('GET', '/domains')).value.map(({ id }) => id);
  const declare = (id: string) => graph('POST', '/domains', { id });

  test('are those of the names that people have, until some are declared', async () => {
    await graph('POST', '/users', aPerson());
    expect(await names()).toEqual(['corp.example']);
    await refusal(graph('DELETE', '/domains/corp.example')).then(({ status }) => expect(status).toBe(400));
    expect(await declare('Corp.Example')).toMatchObject({ id: 'corp.example', isDefault: true, isVerified: true });
    await declare('sub.corp.example');
    expect(await names()).toEqual(['corp.example', 'sub.corp.example']);
    expect(await graph('GET', '/organization')).toMatchObject({
      value: [{ verifiedDomains: [{ name: 'corp.example', isDefault: true }, { name: 'sub.corp.example' }] }],
    });
    expect(await graph('POST', '/domains/sub.corp.example/verify')).toMatchObject({ isVerified: true });
    expect((await refusal(declare('corp.example'))).status).toBe(400);
  });

  test('that are declared are the only ones for new user names, and names that stay are left alone', async () => {
    const { id } = await graph<{ id: string }>('POST', '/users', aPerson({ userPrincipalName: 'Mo@SUB.corp.example' }));
    const outside = { userPrincipalName: 'mo@elsewhere.example' };
    expect((await refusal(graph('POST', '/users', aPerson(outside)))).message).toContain('verified domain');
    expect((await refusal(graph('PATCH', `/users/${id}`, outside))).message).toContain('verified domain');
    await graph('PATCH', `/users/${id}`, { userPrincipalName: 'mo@corp.example' });
    const { userPrincipalName: _none, ...nameless } = aPerson();
    expect((await refusal(graph('POST', '/users', nameless))).message).not.toContain('verified domain');
  });

  test('stand for the tenant in the paths of the authorization server', async () => {
    const { clientId, clientSecret } = await service.client('Reports Reader');
    const ask = (tenant: string) =>
      requestToken(service.url, tenant, { client_id: clientId, client_secret: clientSecret });
    expect((await ask('Sub.Corp.Example')).status).toBe(200);
    expect((await ask('elsewhere.example')).body).toMatchObject({ error_codes: [90002] });
    const discovery = await send(`${service.url}/corp.example/v2.0/.well-known/openid-configuration`);
    expect(discovery.body).toMatchObject({ issuer: `${service.url}/${service.services.tenantId}/v2.0` });
  });

  test('go when nobody has a name in them, the default one last', async () => {
    expect((await refusal(graph('DELETE', '/domains/corp.example'))).message).toContain('has users');
    await declare('new.example');
    await graph('PATCH', '/domains/new.example', { isDefault: true });
    expect((await refusal(graph('DELETE', '/domains/new.example'))).message).toContain('the default one');
    await graph('DELETE', '/domains/sub.corp.example');
    await graph('PATCH', '/domains/corp.example', { isDefault: true });
    await graph('DELETE', '/domains/new.example');
    await graph('DELETE', '/domains/corp.example');
    await graph('POST', '/users', aPerson({ userPrincipalName: 'any@elsewhere.example' }));
    expect((await refusal(graph('GET', '/domains/unknown.example'))).status).toBe(404);
  });

  test.each([
    {},
    { id: '' },
    { id: 'localhost' },
    { id: '-a.example' },
    { id: 'a..example' },
    { id: 'a.example/x' },
    { id: 'a@b.example' },
    { id: 7 },
    { id: 'x.'.repeat(200) },
    { id: 'a\0b.example' },
  ])('are not %j', async (body) => {
    expect((await refusal(graph('POST', '/domains', body))).status).toBe(400);
  });

  test('are declared by a Global Administrator, and read by readers', async () => {
    const reader = service.graphAs(await service.client('Global Reader'));
    await reader.call('GET', '/v1.0/domains');
    expect((await refusal(reader.call('POST', '/v1.0/domains', { id: 'x.example' }))).status).toBe(403);
  });
});

describe('the last Global Administrator who can sign in', () => {
  test('is not disabled, deleted, demoted or imported away', async () => {
    const { id, userPrincipalName } = await addAccount(service, { role: 'Global Administrator' });
    const held = await graph<{ value: { id: string }[] }>(
      'GET',
      `/roleManagement/directory/roleAssignments?$filter=principalId%20eq%20'${id}'`,
    );
    const attempts: (() => Promise<unknown>)[] = [
      () => graph('PATCH', `/users/${id}`, { accountEnabled: false }),
      () => graph('DELETE', `/users/${id}`),
      () => graph('DELETE', `/roleManagement/directory/roleAssignments/${held.value[0]!.id}`),
      () =>
        service.graph.call('POST', '/beta/directory/import', { users: [{ userPrincipalName, accountEnabled: false }] }),
    ];
    for (const attempt of attempts)
      expect(await refusal(attempt())).toMatchObject({
        status: 400,
        message: expect.stringContaining('last Global Administrator who can sign in'),
      });
    expect(await graph('GET', `/users/${id}?$select=accountEnabled`)).toMatchObject({ accountEnabled: true });
    await addAccount(service, { role: 'Global Administrator' });
    await graph('PATCH', `/users/${id}`, { accountEnabled: false });
  });
});

describe('an application', () => {
  test.each([
    ['disabled', (id: string) => graph('PATCH', `/servicePrincipals/${id}`, { accountEnabled: false })],
    ['deleted', (id: string) => graph('DELETE', `/servicePrincipals/${id}`)],
  ])('that is %s ends its tokens within seconds', async (_how, end) => {
    const client = await service.client('Global Reader');
    const answer = await requestToken(service.url, client.tenantId, {
      client_id: client.clientId,
      client_secret: client.clientSecret,
    });
    const { access_token: token } = answer.body as { access_token: string };
    const ask = () => send(`${service.url}/v1.0/domains`, { headers: { authorization: `Bearer ${token}` } });
    expect((await ask()).status).toBe(200);
    await end(client.principalId);
    aheadMs += 4_000;
    const refused = await ask();
    expect(refused.status).toBe(401);
    expect(refused.body).toMatchObject({ error: { code: 'InvalidAuthenticationToken' } });
  });
});

describe('the audit log', () => {
  type Audit = {
    category: string;
    result: string;
    resultReason: string;
    initiatedBy: { user: { id: string; userPrincipalName: string; ipAddress: string } };
    additionalDetails: { key: string; value: string }[];
  };
  const signIns = async (condition: string): Promise<Audit[]> => {
    const filter = encodeURIComponent(`activityDisplayName eq 'Sign-in' and ${condition}`);
    return (await graph<{ value: Audit[] }>('GET', `/auditLogs/directoryAudits?$filter=${filter}`)).value;
  };

  test('tells who signed in, from where, how and to what, and who was refused; never what was typed', async () => {
    const person = await addAccount(service);
    const visitor = new Visitor(service.url);
    await signIn(service, visitor, person);
    const page = await new Visitor(service.url).follow(authorization(service).url);
    expect(page.status).toBe(200);
    const stranger = new Visitor(service.url);
    const { at } = await stranger.follow(authorization(service).url);
    const typed = newId();
    await stranger.visit(`${at}/password`, { username: person.userPrincipalName, password: `not it ${typed}` });
    await stranger.visit(`${at}/password`, { username: `my-secret-${typed}@corp.example`, password: goodPassword });
    const [refused, done] = await signIns(`initiatedBy/user/id eq '${person.id}'`);
    expect(done).toMatchObject({
      category: 'SignInLogs',
      result: 'success',
      initiatedBy: { user: { userPrincipalName: person.userPrincipalName, ipAddress: '127.0.0.1' } },
      additionalDetails: expect.arrayContaining([
        { key: 'Authentication method', value: 'password' },
        { key: 'Application', value: 'Drawbridge command line' },
      ]),
    });
    expect(refused).toMatchObject({ result: 'failure', resultReason: 'wrong password' });
    const unknown = await signIns(`result eq 'failure'`);
    expect(unknown[0]).toMatchObject({ resultReason: 'unknown user', initiatedBy: { user: { id: '' } } });
    expect(JSON.stringify(unknown)).not.toContain(typed);
    expect((await refusal(graph('GET', '/auditLogs/signIns'))).status).toBe(501);
  });
});
