/**
 * What the target lacks or has too much of, beside what the directory holds: everybody once, with the right manager, and
 * every group once with exactly its members. Says nothing when all is well, so that a test can expect an empty list.
 */
import type { People } from '@drawbridge/testkit/people';
import { enterprise, type ScimReader } from './scim-reader.ts';

const shown = 20;

export async function differences(people: People, scim: ScimReader): Promise<string[]> {
  const found: string[] = [];
  const users = await scim.users(`userName,externalId,${enterprise}:manager`);
  found.push(
    ...repeated(
      'userName',
      users.map((user) => user.userName.toLowerCase()),
    ),
    ...repeated(
      'externalId',
      users.map((user) => user.externalId),
    ),
  );
  const userOf = new Map(users.map((user) => [user.userName, user]));
  const nameOf = new Map(users.map((user) => [user.id, user.userName]));
  for (const person of people.users) {
    const user = userOf.get(person.userPrincipalName);
    if (!user) {
      found.push(`${person.userPrincipalName} is missing`);
      continue;
    }
    userOf.delete(person.userPrincipalName);
    const manager = user[enterprise]?.manager?.value;
    const managerName = manager === undefined ? undefined : nameOf.get(manager);
    if (managerName !== person.manager)
      found.push(`the manager of ${person.userPrincipalName} is ${managerName}, not ${person.manager}`);
  }
  found.push(...[...userOf.keys()].map((name) => `${name} is not in the directory`));

  const groups = await scim.groups();
  found.push(
    ...repeated(
      'displayName',
      groups.map((group) => group.displayName),
    ),
    ...repeated(
      'externalId',
      groups.map((group) => group.externalId),
    ),
  );
  const groupOf = new Map(groups.map((group) => [group.displayName, group]));
  for (const { displayName, members } of people.groups) {
    const group = groupOf.get(displayName);
    if (!group) {
      found.push(`the group ${displayName} is missing`);
      continue;
    }
    groupOf.delete(displayName);
    const values = (group.members ?? []).map((member) => member.value);
    found.push(...repeated(`member of ${displayName}`, values));
    const names = new Set(values.map((value) => nameOf.get(value)));
    found.push(...members.filter((name) => !names.has(name)).map((name) => `${name} is missing in ${displayName}`));
    if (names.size > members.length) found.push(`${displayName} has ${names.size} members, not ${members.length}`);
  }
  found.push(...[...groupOf.keys()].map((name) => `the group ${name} is not in the directory`));
  return found.length > shown ? [...found.slice(0, shown), `… and ${found.length - shown} more`] : found;
}

function repeated(what: string, values: readonly (string | undefined)[]): string[] {
  const seen = new Set<string>();
  return values.flatMap((value) => {
    if (value === undefined) return [`a resource has no ${what}`];
    if (seen.has(value)) return [`two have the ${what} ${value}`];
    seen.add(value);
    return [];
  });
}
