import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aPerson } from '../support/application.ts';
import { refusal, send, startService, type TestService } from '../support/service.ts';

type Person = Record<string, unknown> & { id: string; userPrincipalName: string };

let service: TestService;
beforeAll(async () => {
  service = await startService();
});
afterAll(() => service.close());

const create = (given: Record<string, unknown> = {}) =>
  service.graph.call<Person>('POST', '/v1.0/users', aPerson(given));
const get = <T = Person>(path: string) => service.graph.call<T>('GET', path);
const reference = (id: string) => ({ '@odata.id': `${service.url}/v1.0/directoryObjects/${id}` });

describe('users', () => {
  it('are created with what Graph shows of a user, and where to find them', async () => {
    const token = await service.tokenOf('User Administrator');
    const person = aPerson({
      passwordProfile: { password: 'never shown: 4711', forceChangePasswordNextSignIn: true },
      displayName: 'Åse Øverbø',
      jobTitle: 'Clerk',
      '@odata.type': '#microsoft.graph.user',
    });
    const answer = await send(`${service.url}/v1.0/users`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(person),
    });
    expect(answer.status).toBe(201);
    const { id } = answer.body as Person;
    expect(answer.body).toEqual({
      '@odata.context': `${service.url}/v1.0/$metadata#users/$entity`,
      businessPhones: [],
      displayName: 'Åse Øverbø',
      givenName: null,
      id,
      jobTitle: 'Clerk',
      mail: null,
      mobilePhone: null,
      officeLocation: null,
      preferredLanguage: null,
      surname: null,
      userPrincipalName: person.userPrincipalName,
    });
    expect(answer.headers.get('location')).toBe(`${service.url}/v1.0/users/${id}`);
    expect(answer.headers.get('content-type')).toMatch(/^application\/json; odata.metadata=minimal/);
    expect(answer.headers.get('odata-version')).toBe('4.0');
    expect(answer.text).not.toContain('never shown');
  });

  it('are read by id, by userPrincipalName, with key parentheses and in any case of the path', async () => {
    const { id } = await create({ userPrincipalName: "miles.o'brien@corp.example" });
    for (const path of [
      `/v1.0/users/${id}`,
      `/v1.0/users('${id}')`,
      `/beta/Users/${id.toUpperCase()}`,
      "/v1.0/users/miles.o'brien@corp.example",
      "/v1.0/users('miles.o''brien@corp.example')",
      '/V1.0/users(%27MILES.o%27%27brien@corp.example%27)',
    ])
      expect(await get(path), path).toMatchObject({ id });
    expect(await refusal(get('/v1.0/users/nobody@corp.example'))).toMatchObject({
      status: 404,
      code: 'Request_ResourceNotFound',
      message:
        "Resource 'nobody@corp.example' does not exist or one of its queried reference-property objects are not present.",
    });
  });

  it('show what is selected, null where there is nothing, and refuse what does not exist', async () => {
    const { id } = await create({ onPremisesExtensionAttributes: { extensionAttribute3: 'three' }, userType: 'Guest' });
    const select = 'userType,employeeId,onPremisesExtensionAttributes,createdDateTime,deletedDateTime,proxyAddresses';
    const shown = {
      id,
      userType: 'Guest',
      employeeId: null,
      onPremisesExtensionAttributes: { extensionAttribute3: 'three' },
      createdDateTime: expect.stringMatching(/Z$/),
      deletedDateTime: null,
      proxyAddresses: [],
    };
    expect(await get(`/v1.0/users/${id}?$select=${select}`)).toEqual({
      ...shown,
      '@odata.context': expect.any(String),
    });
    const list = await get<{ value: Person[] }>(
      `/v1.0/users?$filter=id eq '${id}'&$select=${select}`.replaceAll(' ', '%20'),
    );
    expect(list.value).toEqual([shown]);
    for (const path of [
      `/v1.0/users/${id}?$select=shoeSize`,
      '/v1.0/users?$select=shoeSize',
      '/v1.0/users?$select=managerId',
    ])
      expect(await refusal(get(path)), path).toMatchObject({ status: 400, code: 'Request_BadRequest' });
  });

  it('refuse a second one with the same name, in the words that clients match', async () => {
    const { userPrincipalName } = await create();
    const { status, code, message } = await refusal(create({ userPrincipalName: userPrincipalName.toUpperCase() }));
    expect(status).toBe(409);
    expect(code).toBe('Request_MultipleObjectsWithSameKeyValue');
    expect(message).toContain('A conflicting object with one or more');
  });

  it.each([
    [{ displayName: undefined }, 'displayName'],
    [{ userPrincipalName: 'no domain' }, 'userPrincipalName'],
    [{ accountEnabled: 'yes' }, 'accountEnabled'],
    [{ shoeSize: 43 }, 'shoeSize'],
    [{ managerId: 'b2e7c9a4-53d1-4f08-8a6b-9c0d1e2f3a45' }, 'managerId'],
    [{ givenName: 'x'.repeat(65) }, 'givenName'],
  ])('refuse %j and name the property', async (given, name) => {
    expect(await refusal(create(given))).toMatchObject({
      status: 400,
      code: 'Request_BadRequest',
      message: expect.stringContaining(`'${name}'`),
    });
  });

  it('are changed and deleted without an answer body', async () => {
    const { id } = await create();
    expect(
      await service.graph.call('PATCH', `/v1.0/users/${id}`, { jobTitle: 'Lead', department: null }),
    ).toBeUndefined();
    expect(await get(`/v1.0/users/${id}`)).toMatchObject({ jobTitle: 'Lead' });
    expect(await service.graph.call('DELETE', `/v1.0/users/${id}`)).toBeUndefined();
    expect((await refusal(get(`/v1.0/users/${id}`))).status).toBe(404);
    expect((await refusal(service.graph.call('DELETE', `/v1.0/users/${id}`))).status).toBe(404);
  });

  it('have a manager by reference', async () => {
    const [boss, clerk] = [await create(), await create()];
    const path = `/v1.0/users/${clerk.id}/manager`;
    expect(await refusal(get(path))).toMatchObject({ status: 404, code: 'Request_ResourceNotFound' });
    await service.graph.call('PUT', `${path}/$ref`, reference(boss.id));
    expect(await get(path)).toMatchObject({ '@odata.type': '#microsoft.graph.user', id: boss.id });
    const reports = await get<{ value: Person[] }>(`/v1.0/users/${boss.id}/directReports`);
    expect(reports.value.map(({ id }) => id)).toEqual([clerk.id]);
    await service.graph.call('PUT', `${path}/$ref`, {
      '@odata.id': `https://graph.microsoft.com/v1.0/users('${boss.id}')`,
    });
    await service.graph.call('DELETE', `${path}/$ref`);
    expect((await refusal(get(path))).status).toBe(404);

    const put = (body: object) => refusal(service.graph.call('PUT', `${path}/$ref`, body));
    expect((await put({ '@odata.id': 'https://host/v1.0/users/nobody' })).message).toContain(
      'Not a valid reference update',
    );
    expect((await put(reference('b2e7c9a4-53d1-4f08-8a6b-9c0d1e2f3a45'))).status).toBe(404);
    expect((await put(reference(clerk.id))).status).toBe(400);
    expect((await put({})).status).toBe(400);
  });

  it('come in pages whose links are absolute and keep every option', async () => {
    const names = Array.from({ length: 7 }, (_, index) => `Paged ${index}`);
    for (const displayName of names) await create({ displayName });
    const filter = encodeURIComponent("startsWith(displayName,'Paged')");
    let path: string | undefined =
      `/v1.0/users?$filter=${filter}&$top=3&$count=true&$orderby=displayName%20desc&$select=displayName`;
    const pages: { names: unknown[]; count: unknown }[] = [];
    while (path !== undefined) {
      const page: { value: Person[]; '@odata.count'?: number; '@odata.nextLink'?: string } = await get(path);
      pages.push({ names: page.value.map(({ displayName }) => displayName), count: page['@odata.count'] });
      const link: string | undefined = page['@odata.nextLink'];
      if (link === undefined) break;
      expect(link.startsWith(`${service.url}/v1.0/users?`)).toBe(true);
      expect(link.match(/\$skiptoken=/g)).toHaveLength(1);
      expect(link).toContain(`$filter=${filter}`);
      path = link.slice(service.url.length);
    }
    expect(pages.flatMap((page) => page.names)).toEqual(names.toReversed());
    expect(pages.map(({ count }) => count)).toEqual([7, undefined, undefined]);
    expect(await refusal(get('/v1.0/users?$skiptoken=garbage'))).toMatchObject({
      status: 400,
      code: 'Directory_ExpiredPageToken',
    });
  });

  it('are counted as text, all or those of a filter', async () => {
    const token = await service.tokenOf('Global Reader');
    const count = (query: string) =>
      send(`${service.url}/v1.0/users/$count${query}`, {
        headers: { authorization: `Bearer ${token}`, consistencylevel: 'eventual' },
      });
    const { userPrincipalName } = await create();
    const all = await count('');
    expect(all.headers.get('content-type')).toMatch(/^text\/plain/);
    expect(Number(all.text)).toBeGreaterThan(1);
    expect((await count(`?$filter=userPrincipalName%20eq%20'${userPrincipalName}'`)).text).toBe('1');
  });

  it("refuse filters that make no sense, in Graph's codes", async () => {
    for (const [filter, code] of [
      ["shoeSize eq '4'", 'Request_BadRequest'],
      ['jobTitle eq 4', 'Request_BadRequest'],
      ["accountEnabled eq 'x'", 'Request_BadRequest'],
      ['accountEnabled gt true', 'Request_UnsupportedQuery'],
      ["startsWith(accountEnabled,'x')", 'Request_UnsupportedQuery'],
    ]) {
      const found = await refusal(get(`/v1.0/users?$filter=${encodeURIComponent(filter!)}`));
      expect(found, filter).toMatchObject({ status: 400, code });
    }
  });
});
