/** Reads the application as a stranger would, by SCIM, and compares with what should be there. */
import type { People } from '@drawbridge/testkit/people';
import { request } from 'undici';
import type { ScimApp } from './installation.ts';
import { done, number } from './terminal.ts';

type Resource = Record<string, unknown>;
const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

export async function scimGet<T>({ url, token }: ScimApp, path: string): Promise<T> {
  const answer = await request(`${url}${path}`, { headers: { authorization: `Bearer ${token}` } });
  const document = (await answer.body.json()) as T;
  if (answer.statusCode !== 200)
    throw new Error(`GET ${url}${path} answered ${answer.statusCode}: ${JSON.stringify(document)}`);
  return document;
}

const query = (filter: string): string => encodeURIComponent(filter);

export async function findUser(scim: ScimApp, userName: string): Promise<Resource | undefined> {
  const found = await scimGet<{ Resources: Resource[] }>(scim, `/Users?filter=${query(`userName eq "${userName}"`)}`);
  return found.Resources[0];
}

export async function groupHas(scim: ScimApp, groupId: string, userId: string): Promise<boolean> {
  const found = await scimGet<{ totalResults: number }>(
    scim,
    `/Groups?attributes=id&filter=${query(`id eq "${groupId}" and members eq "${userId}"`)}`,
  );
  return found.totalResults === 1;
}

export async function proveIt(scim: ScimApp, people: People): Promise<void> {
  const users = await scimGet<{ totalResults: number }>(scim, '/Users?count=0');
  const groups = await scimGet<{ totalResults: number }>(scim, '/Groups?count=0');
  expect(
    users.totalResults === people.users.length,
    `${number(users.totalResults)} people`,
    `${people.users.length} expected`,
  );
  expect(
    groups.totalResults === people.groups.length,
    `${number(groups.totalResults)} groups`,
    `${people.groups.length} expected`,
  );

  const largest = people.groups[0]!;
  const read = await scimGet<{ Resources: { members?: unknown[] }[] }>(
    scim,
    `/Groups?filter=${query(`displayName eq "${largest.displayName}"`)}`,
  );
  const members = read.Resources[0]?.members?.length ?? 0;
  expect(
    members === largest.members.length,
    `“${largest.displayName}” has ${number(members)} members`,
    `${largest.members.length} expected`,
  );

  const chain: string[] = [];
  let person = await findUser(scim, people.users.at(-1)!.userPrincipalName);
  while (person) {
    chain.push(String(person['displayName']));
    const manager = (person[enterprise] as { manager?: { value?: string } } | undefined)?.manager?.value;
    person = manager === undefined ? undefined : await scimGet<Resource>(scim, `/Users/${manager}`);
  }
  const levels = levelsAbove(people);
  expect(chain.length === levels, `managers: ${chain.join(' → ')}`, `${levels} levels expected`);
}

/** How many people stand between the last one and the head, both counted. */
function levelsAbove({ users }: People): number {
  const managers = new Map(users.map(({ userPrincipalName, manager }) => [userPrincipalName, manager]));
  let levels = 0;
  for (let name = users.at(-1)?.userPrincipalName; name !== undefined; name = managers.get(name)) levels++;
  return levels;
}

function expect(isTrue: boolean, fact: string, otherwise: string): void {
  if (!isTrue) throw new Error(`The application is not as it should be: ${fact}; ${otherwise}.`);
  done(fact);
}
