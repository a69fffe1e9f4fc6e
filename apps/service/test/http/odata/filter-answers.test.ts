/** What lists answer to filters, over HTTP and a real database, beside what evaluating the filter on each user says. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chosen } from '../../../src/http/odata/evaluate.ts';
import { compareOperators, parseFilter } from '../../../src/http/odata/filter.ts';
import { startService, send, type RawAnswer, type TestService } from '../../support/service.ts';

let service: TestService;
let token: string;
let users: readonly (Record<string, unknown> & { id: string })[];

const fields = [
  'displayName',
  'mail',
  'jobTitle',
  'city',
  'onPremisesExtensionAttributes/extensionAttribute1',
] as const;
const words = ['', 'a', 'A', 'ab', "o'b", '%', '_', '\\', 'Åb', 'b', 'null', "a'' or 1 eq 1", '"', '$1'];

beforeAll(async () => {
  service = await startService();
  token = await service.tokenOf('Global Reader');
  const { directory } = service.services;
  const at = (list: readonly string[], index: number): string => list[index % list.length]!;
  const filled = words.filter((word) => word !== '');
  await directory.createUsers(
    Array.from({ length: 40 }, (_, index) => ({
      accountEnabled: index % 3 !== 0,
      displayName: at(filled, index),
      mailNickname: `n${index}`,
      userPrincipalName: `n${index}@corp.example`,
      ...(index % 4 === 0 ? {} : { mail: `${at(['a', 'ab', 'B'], index)}@corp.example` }),
      ...(index % 5 === 0 ? {} : { jobTitle: at(filled, index * 3) }),
      ...(index % 2 === 0 ? {} : { city: at(filled, index * 5) }),
      ...(index % 7 === 0 ? {} : { onPremisesExtensionAttributes: { extensionAttribute1: at(filled, index * 7) } }),
      ...(index % 3 === 0 ? {} : { otherMails: [`${at(['a', 'ab'], index)}@x`, `b${index % 2}@x`] }),
    })),
  );
  const { items } = await directory.listUsers({ limit: 999 });
  users = items.map((user) => ({
    ...Object.fromEntries(fields.map((name) => [name, null])),
    ...user,
    otherMails: user.otherMails ?? [],
    'onPremisesExtensionAttributes/extensionAttribute1':
      user.onPremisesExtensionAttributes?.extensionAttribute1 ?? null,
  }));
});
afterAll(() => service.close());

const ask = (path: string, query: Record<string, string> = {}): Promise<RawAnswer> =>
  send(`${service.url}/v1.0${path}${Object.keys(query).length > 0 ? `?${new URLSearchParams(query)}` : ''}`, {
    headers: { authorization: `Bearer ${token}` },
  });

const idsOf = (answer: RawAnswer): readonly string[] => {
  expect(answer.status, answer.text).toBe(200);
  return (answer.body as { value: { id: string }[] }).value.map(({ id }) => id).sort();
};

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;
const text = fc.constantFrom(...words);
const field = fc.constantFrom(...fields);
const comparison = fc.oneof(
  fc.tuple(field, fc.constantFrom(...compareOperators), text).map(([name, operator, value]) => `${name} ${operator} ${quoted(value)}`),
  fc.tuple(field, fc.constantFrom('eq', 'ne')).map(([name, operator]) => `${name} ${operator} null`),
  fc.tuple(fc.constantFrom('startsWith', 'endsWith'), field, text).map(([name, on, value]) => `${name}(${on},${quoted(value)})`),
  fc.tuple(field, fc.array(text, { minLength: 1, maxLength: 3 })).map(([name, values]) => `${name} in (${values.map(quoted).join(',')})`),
  fc.tuple(fc.constantFrom('eq', 'ne'), fc.boolean()).map(([operator, value]) => `accountEnabled ${operator} ${value}`),
  fc.tuple(fc.constantFrom('any', 'all'), fc.constantFrom("m eq 'A@x'", "startsWith(m,'a')", "m ne 'b1@x'", "not endsWith(m,'0@x')"))
    .map(([name, inner]) => `otherMails/${name}(m:${inner})`),
  fc.constant('otherMails/any()'),
); // prettier-ignore
const { filter } = fc.letrec<{ filter: string }>((tie) => ({
  filter: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    comparison,
    tie('filter').map((inner) => `not (${inner})`),
    fc
      .tuple(fc.constantFrom(' and ', ' or '), fc.array(tie('filter'), { minLength: 2, maxLength: 3 }))
      .map(([join, parts]) => `(${parts.join(join)})`),
  ),
}));

describe('a filter', () => {
  it('finds the users that it is true of, whatever it is made of', async () => {
    await fc.assert(
      fc.asyncProperty(filter, async (given) => {
        const expected = chosen(users, { filter: parseFilter(given) }).map(({ id }) => id);
        expect(idsOf(await ask('/users', { $filter: given, $top: '999' })), given).toEqual([...expected].sort());
      }),
      { numRuns: 250 },
    );
  });

  it('is counted as it is listed, on the first page only', async () => {
    await fc.assert(
      fc.asyncProperty(filter, async (given) => {
        const expected = chosen(users, { filter: parseFilter(given) }).length;
        const first = (await ask('/users', { $filter: given, $count: 'true', $top: '3' })).body as Record<
          string,
          unknown
        >;
        expect(first['@odata.count'], given).toBe(expected);
        expect((await ask('/users/$count', { $filter: given })).text, given).toBe(String(expected));
      }),
      { numRuns: 30 },
    );
  });
});

/** Texts that mean something to OData, to SQL, to JSON or to nobody. */
const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.array(fc.constantFrom("'", "''", '"', '\\', ';', '--', '/*', '$1', '%', ' or ', ' eq ', '(', ')', 'null', '\u0000', '\ud800', 'a', '::int', '&', ':*', '|', '!'), { maxLength: 12 })
    .map((parts) => parts.join('')),
); // prettier-ignore
const wellFormed = hostile.map((value) => value.toWellFormed());

describe('hostile text', () => {
  it('as a value finds what is equal to it, and nothing else', async () => {
    await fc.assert(
      fc.asyncProperty(wellFormed, field, async (value, name) => {
        const given = `${name} eq ${quoted(value)}`;
        const answer = await ask('/users', { $filter: given, $top: '999' });
        if (value.includes('\u0000')) {
          expect(answer.status).toBe(400);
          return;
        }
        const same = users.filter((user) => String(user[name] ?? '\u0000').toLowerCase() === value.toLowerCase());
        expect(idsOf(answer), given).toEqual(same.map(({ id }) => id).sort());
      }),
      { numRuns: 150 },
    );
  });

  it('as the words of a search never finds more than names that hold its letters', async () => {
    await fc.assert(
      fc.asyncProperty(wellFormed, async (value) => {
        const clause = `displayName:${value}`.replaceAll(/["\\]/g, '\\$&');
        const answer = await ask('/users', { $search: `"${clause}"`, $top: '999' });
        expect(answer.status, answer.text).toBeLessThan(500);
        if (answer.status !== 200) return;
        const letters = [...value.toLowerCase()].filter((letter) => /[\p{L}\d]/u.test(letter));
        for (const id of idsOf(answer)) {
          const name = String(users.find((user) => user.id === id)?.['displayName']).toLowerCase();
          for (const letter of letters) expect(name).toContain(letter);
        }
      }),
      { numRuns: 100 },
    );
  });

  it.each([
    ['users', '$filter'], ['users', '$orderby'], ['users', '$select'], ['users', '$expand'], ['users', '$search'], ['users', '$skiptoken'],
    ['users', '$top'], ['users', '$count'], ['groups', '$filter'], ['applications', '$filter'], ['servicePrincipals', '$filter'],
    ['directory/deletedItems/microsoft.graph.user', '$filter'], ['applicationTemplates', '$filter'], ['applicationTemplates', '$orderby'],
    ['auditLogs/provisioning', '$filter'], ['auditLogs/provisioning', '$orderby'],
  ])('in %s as %s is answered, or refused as the request of a client', async (set, option) => {
    await fc.assert(
      fc.asyncProperty(wellFormed, async (value) => {
        const answer = await ask(`/${set}`, { [option]: value });
        expect([200, 400], answer.text).toContain(answer.status);
        if (answer.status === 400) expect(answer.body).toMatchObject({ error: { code: expect.any(String) as string } });
      }),
      { numRuns: 25 },
    );
  }); // prettier-ignore

  it.each([
    (value: string) => `startsWith(${value},'a')`,
    (value: string) => `${value} eq 'a'`,
    (value: string) => `${value}(displayName,'a')`,
    (value: string) => `displayName ${value} 'a'`,
    (value: string) => `otherMails/any(${value}:${value} eq 'a')`,
    (value: string) => `displayName eq 'a' ${value}`,
    (value: string) => `id in (${value})`,
    (value: string) => `id eq ${quoted(value)}`,
    (value: string) => `createdDateTime gt ${quoted(value)}`,
    (value: string) => `extension_${'a'.repeat(32)}_${value} eq 'a'`,
    (value: string) => `otherMails/any(m:m eq ${quoted(value)})`,
  ])('in any part of a filter is answered, or refused (%#)', async (place) => {
    await fc.assert(
      fc.asyncProperty(wellFormed, async (value) => {
        const answer = await ask('/users', { $filter: place(value) });
        expect([200, 400], `${place(value)} → ${answer.text}`).toContain(answer.status);
      }),
      { numRuns: 30 },
    );
  });
});
