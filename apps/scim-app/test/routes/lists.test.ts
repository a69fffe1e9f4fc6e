/** Queries: filters in SQL against the evaluator of the SCIM package, pages, projections and sorting. */
import { evaluateFilter, parseFilter, userResourceType, type ScimObject } from '@drawbridge/scim';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aUser, enterprise, startTestApp, type TestApp } from '../support/start-test-app.ts';

let app: TestApp;
const people: ScimObject[] = [];

const given: Record<string, unknown>[] = [
  {
    userName: 'kari@corp.example',
    externalId: 'Kari',
    active: true,
    displayName: 'Kari Moe',
    title: 'Pilot',
    name: { givenName: 'Kari', familyName: 'Moe' },
  },
  {
    userName: 'ola@corp.example',
    externalId: 'kari',
    active: false,
    displayName: 'Ola Ødegård',
    title: 'pilot',
    emails: [{ type: 'work', value: 'Ola@Corp.example', primary: true }],
  },
  {
    userName: 'ÅSE@corp.example',
    displayName: 'Åse “the quote”',
    emails: [
      { type: 'home', value: 'ase@home.example' },
      { type: 'work', value: 'ase@corp.example', primary: true },
    ],
  },
  {
    userName: 'li@corp.example',
    displayName: '漢字',
    nickName: '',
    [enterprise]: { department: 'Flight', employeeNumber: 'A-42' },
  },
  {
    userName: 'mo@corp.example',
    active: true,
    name: { formatted: '100% \\ "Mo"' },
    [enterprise]: { department: 'flight', manager: { value: 'boss' } },
  },
  {
    userName: 'zed@corp.example',
    emails: [{ type: 'work', value: 'kari@corp.example' }],
    phoneNumbers: [{ type: 'mobile', value: '+47 90' }],
    roles: [{ primary: true, value: 'Admin' }],
  },
];

beforeAll(async () => {
  app = await startTestApp();
  for (const user of given) {
    const { id } = await app.post('/Users', aUser(user));
    people.push((await app.get(`/Users/${id}`)).body);
  }
});
afterAll(() => app.close());

const namesOf = (resources: readonly ScimObject[]): string[] =>
  resources.map((user) => String(user['userName'])).sort();

async function bothAnswer(filter: string): Promise<void> {
  const tree = parseFilter(filter);
  const wanted = namesOf(people.filter((user) => evaluateFilter(tree, user, userResourceType)));
  const { status, text, resources, body } = await app.find('Users', filter);
  expect(status, `${filter} ${text}`).toBe(200);
  expect(namesOf(resources), filter).toEqual(wanted);
  expect(body['totalResults'], filter).toBe(wanted.length);
}

describe('filters', () => {
  test.each([
    ['userName eq "KARI@corp.example"', ['kari@corp.example']],
    ['userName eq "åse@CORP.example"', ['ÅSE@corp.example']],
    ['externalId eq "kari"', ['ola@corp.example']],
    ['emails[type eq "work"].value eq "KARI@corp.example"', ['zed@corp.example']],
    ['emails[type eq "work" and value co "corp"]', ['zed@corp.example', 'ola@corp.example', 'ÅSE@corp.example']],
    ['emails eq "ase@home.example"', ['ÅSE@corp.example']],
    ['displayName eq "Åse “the quote”"', ['ÅSE@corp.example']],
    ['displayName sw "åse"', ['ÅSE@corp.example']],
    ['title eq "PILOT" and active eq true', ['kari@corp.example']],
    ['active eq "False"', ['ola@corp.example']],
    ['name.formatted co "%"', ['mo@corp.example']],
    ['name.formatted eq "100% \\\\ \\"Mo\\""', ['mo@corp.example']],
    [`${enterprise}:employeeNumber eq "a-42"`, ['li@corp.example']],
    [`${enterprise}:department eq "FLIGHT"`, ['li@corp.example', 'mo@corp.example']],
    ['not (active pr)', ['ÅSE@corp.example', 'li@corp.example', 'zed@corp.example']],
    ['roles[primary eq "True"].value eq "admin"', ['zed@corp.example']],
    ['meta.created gt "2001-01-01T00:00:00Z" and phoneNumbers pr', ['zed@corp.example']],
    ['meta.created lt "2001-01-01T00:00:00Z"', []],
    ['unknownAttribute eq "x"', []],
    ['userName eq "a\\u0000b"', []],
    ['userName eq "\'; drop table users; --"', []],
  ] as [string, string[]][])('%s finds the right people', async (filter, wanted) => {
    const { resources, status, text } = await app.find('Users', filter);
    expect(status, text).toBe(200);
    expect(namesOf(resources)).toEqual([...wanted].sort());
  });

  const paths = [
    'userName', 'externalId', 'displayName', 'title', 'nickName', 'active', 'id', 'name.givenName', 'name.formatted', 'emails', 'emails.type',
    'emails.value', 'phoneNumbers.value', 'roles.primary', 'roles', 'meta.resourceType', 'userType', 'bogus', 'emails.bogus',
    `${enterprise}:department`, `${enterprise}:employeeNumber`, `${enterprise}:manager`, `${enterprise}:manager.value`,
  ]; // prettier-ignore
  const literals = [
    'kari',
    'KARI',
    'corp',
    'work',
    'Flight',
    'ÅSE',
    'ø',
    '%',
    '_',
    '\\',
    '"',
    '',
    'true',
    'boss',
    'User',
    '漢',
  ];
  const quote = (text: string): string => JSON.stringify(text);
  const compare = fc
    .tuple(
      fc.constantFrom(...paths),
      fc.constantFrom('eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le'),
      fc.constantFrom(...literals),
    )
    .map(([path, operator, literal]) =>
      path === 'active' || path === 'roles.primary'
        ? `${path} ${operator === 'eq' ? 'eq' : 'ne'} ${literal.length > 3}`
        : `${path} ${operator} ${quote(literal)}`,
    );
  const present = fc.constantFrom(...paths, 'name', enterprise + ':manager').map((path) => `${path} pr`);
  const element = fc
    .tuple(
      fc.constantFrom('emails', 'phoneNumbers', 'roles'),
      fc.constantFrom('eq', 'ne', 'co', 'sw'),
      fc.constantFrom(...literals),
      fc.constantFrom('work', 'home'),
    )
    .map(
      ([name, operator, literal, type]) => `${name}[type ne ${quote(type)} and value ${operator} ${quote(literal)}]`,
    );
  const filters = fc.letrec<{ filter: string }>((tie) => ({
    filter: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      compare,
      present,
      element,
      tie('filter').map((inner) => `not (${inner})`),
      fc
        .tuple(tie('filter'), fc.constantFrom('and', 'or'), tie('filter'))
        .map(([a, word, b]) => `(${a}) ${word} (${b})`),
    ),
  })).filter;

  test('any filter gives what the evaluator of the SCIM package gives', async () => {
    await fc.assert(fc.asyncProperty(filters, bothAnswer), { numRuns: 300 });
  }, 60_000);

  test.each([
    'userName eq', 'userName eq bob', '((((', 'userName zz "x"', 'active gt true', 'name eq "x"', 'userName eq 5', 'meta.created gt "yesterday"',
    'emails[type eq "work"', 'meta.location eq "x"', `${'('.repeat(500)}userName pr${')'.repeat(500)}`, 'title eq "a\\u0000b"', 'title[value eq "x"]',
  ])('%s is invalidFilter', async (filter) => {
    const { status, body } = await app.find('Users', filter);
    expect([status, body['scimType']]).toEqual([400, 'invalidFilter']);
  }); // prettier-ignore

  test('spaces may come as + or as %20', async () => {
    for (const space of ['+', '%20']) {
      const { resources } = await app.get(`/Users?filter=userName${space}eq${space}%22kari@corp.example%22`);
      expect(resources).toHaveLength(1);
    }
  });

  test('the probe of a connection finds nothing, as an empty ListResponse', async () => {
    const { status, body } = await app.find('Users', 'userName eq "6b1f4f4e-0000-4000-8000-000000000000"');
    expect(status).toBe(200);
    expect(body).toEqual({
      schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'],
      totalResults: 0,
      startIndex: 1,
      itemsPerPage: 0,
      Resources: [],
    });
  });
});

describe('pages', () => {
  test('walk through everybody once, in a steady order', async () => {
    const seen: string[] = [];
    for (let startIndex = 1; ;) {
      const { body, resources } = await app.get(`/Users?startIndex=${startIndex}&count=4`);
      expect(body).toMatchObject({ totalResults: people.length, startIndex, itemsPerPage: resources.length });
      if (resources.length === 0) break;
      seen.push(...resources.map((user) => String(user['id'])));
      startIndex += resources.length;
    }
    expect(seen).toEqual(people.map((user) => user['id']));
  });

  test.each([
    ['startIndex=0&count=2', 2, 1],
    ['startIndex=-5', 6, 1],
    ['count=0', 0, 1],
    ['count=-1', 0, 1],
    ['startIndex=100', 0, 100],
    ['count=100000', 6, 1],
  ])('%s', async (query, length, startIndex) => {
    const { body, resources } = await app.get(`/Users?${query}`);
    expect(resources).toHaveLength(length);
    expect(body).toMatchObject({ totalResults: people.length, startIndex });
  });

  test('a match with count=0 says how many without showing them', async () => {
    const { body, resources } = await app.find('Users', 'userName eq "kari@corp.example"', { count: '0' });
    expect([body['totalResults'], resources.length]).toEqual([1, 0]);
  });

  test.each(['startIndex=x', 'count=1.5', 'sortOrder=up', 'count=1&count=2'])('%s is invalidValue', async (query) => {
    const { status, body } = await app.get(`/Users?${query}`);
    expect([status, body['scimType']]).toEqual([400, 'invalidValue']);
  });

  test('the number of all people is right after each creation and deletion', async () => {
    const id = await app.user();
    expect((await app.get('/Users?count=0')).body['totalResults']).toBe(people.length + 1);
    await app.delete(`/Users/${id}`);
    expect((await app.get('/Users?count=0')).body['totalResults']).toBe(people.length);
  });
});

describe('sorting', () => {
  test('goes by a simple attribute, those without a value last', async () => {
    const up = await app.get('/Users?sortBy=title&attributes=title');
    expect(up.resources.map((user) => user['title'])).toEqual([
      'Pilot',
      'pilot',
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    const down = await app.get('/Users?sortBy=userName&sortOrder=descending&attributes=userName&count=1');
    expect(namesOf(down.resources)).toEqual(['ÅSE@corp.example']);
  });

  test.each(['emails', 'bogus', '(('])('by %s is invalidPath', async (sortBy) => {
    const { status, body } = await app.get(`/Users?${new URLSearchParams({ sortBy })}`);
    expect([status, body['scimType']]).toEqual([400, 'invalidPath']);
  });
});

describe('projection', () => {
  test('attributes shows only them, with id and schemas', async () => {
    const { resources } = await app.find('Users', 'userName eq "kari@corp.example"', {
      attributes: 'userName,name.givenName',
    });
    expect(resources).toEqual([
      {
        schemas: expect.any(Array) as never,
        id: people[0]!['id'],
        userName: 'kari@corp.example',
        name: { givenName: 'Kari' },
      },
    ]);
  });

  test('excludedAttributes leaves them out, but never the id', async () => {
    const { body } = await app.get(`/Users/${String(people[0]!['id'])}?excludedAttributes=id,name,meta`);
    expect(body).toHaveProperty('id');
    expect(body).not.toHaveProperty('name');
    expect(body).not.toHaveProperty('meta');
  });

  test('a search in a body gives what the query string gives', async () => {
    const search = {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:SearchRequest'],
      filter: 'title pr',
      attributes: ['userName'],
      count: 1,
    };
    const { status, body } = await app.post('/Users/.search', search);
    expect(status).toBe(200);
    expect(body).toEqual((await app.find('Users', 'title pr', { attributes: 'userName', count: '1' })).body);
  });
});
