/** Reading a target by pages instead of searching for each: when it is done, and that nobody is made twice by it. */
import { aPerson } from '@drawbridge/testkit';
import { describe, expect, test } from 'vitest';
import { createWorld, objectMappingOf, type World } from '../world.ts';

const searches = (world: World) =>
  world.target.requests.filter(({ method, path }) => method === 'GET' && path.startsWith('/Users?filter='));
const lists = (world: World) =>
  world.target.requests.filter(({ method, path }) => method === 'GET' && path.includes('startIndex='));
/** The connection test, and a few searches that check what the list said. */
const fewSearches = 6;

function putPeople(world: World, count: number) {
  return Array.from({ length: count }, () => world.source.put(aPerson()));
}

function seedAll(world: World, people: ReturnType<typeof putPeople>): void {
  for (const { principalName } of people) world.target.seed('Users', { userName: principalName, active: true });
}

describe('matching many people at once', () => {
  test('an empty target is not searched for everybody', async () => {
    const world = await createWorld();
    putPeople(world, 200);
    const { status } = await world.cycle();
    expect(status.lastTally).toMatchObject({ created: 200, failed: 0 });
    expect(searches(world)).toHaveLength(fewSearches);
  });

  test('a target that holds everybody is read by pages, and everybody is linked', async () => {
    const world = await createWorld();
    world.target.maxPageSize = 60;
    const people = putPeople(world, 200);
    seedAll(world, people);
    const { status } = await world.cycle();
    expect(status.lastTally).toMatchObject({ created: 0, updated: 200, failed: 0 });
    expect(searches(world)).toHaveLength(1);
    expect(lists(world)).toHaveLength(5);
    expect(world.target.users).toHaveLength(200);
  });

  test('a target much larger than the number of unlinked people is searched', async () => {
    const world = await createWorld();
    for (let n = 0; n < 1_000; n++) world.target.seed('Users', { userName: `other${n}@corp.example` });
    putPeople(world, 30);
    await world.cycle();
    expect(searches(world)).toHaveLength(31);
    expect(lists(world)).toHaveLength(1);
  });

  test('a few people are searched for', async () => {
    const world = await createWorld();
    putPeople(world, 5);
    await world.cycle();
    expect(lists(world)).toEqual([]);
  });

  test.each([
    ['whose total changes', (world: World) => ({ totalResults: 100 + world.target.requests.length })],
    ['whose pages repeat', () => ({ totalResults: 130, startIndex: 1 })],
    ['that lists nobody and finds people', () => ({ totalResults: 0, Resources: [] })],
  ])('a target %s is searched, and nobody is made twice', async (_name, lie) => {
    const world = await createWorld();
    world.target.isUnique = false;
    const people = putPeople(world, 100);
    seedAll(world, people);
    world.target.fault = ({ path }) => {
      if (!path.startsWith('/Users') || !path.includes('startIndex=')) return undefined;
      const page = { Resources: world.target.users, ...lie(world) };
      return { status: 200, text: JSON.stringify(page) };
    };
    const { status } = await world.cycle();
    // The lie of the empty list comes to light with the first checks; those already under way conflict in a strict target.
    expect(status.lastTally?.failed).toBe(0);
    expect(world.target.users).toHaveLength(100);
  });

  test('a target that does not list is searched', async () => {
    const world = await createWorld();
    putPeople(world, 40);
    world.target.fault = ({ path }) => (path.includes('startIndex=') ? 403 : undefined);
    const { status } = await world.cycle();
    expect(status.lastTally).toMatchObject({ created: 40, failed: 0 });
    expect(status.quarantine).toBeUndefined();
  });

  test('a matching attribute that the target does not show is searched by', async () => {
    const world = await createWorld();
    world.target.isUnique = false;
    await world.changeSchema((schema) => {
      const mappings = objectMappingOf(schema, 'User').attributeMappings;
      for (const mapping of mappings) {
        if (mapping.targetAttributeName === 'userName') mapping.matchingPriority = 0;
        if (mapping.targetAttributeName === 'externalId') mapping.matchingPriority = 1;
      }
    });
    const people = putPeople(world, 60);
    for (const { attributes } of people) {
      world.target.seed('Users', {
        userName: `x${String(attributes.get('mailNickname'))}`,
        externalId: attributes.get('mailNickname'),
      });
    }
    world.target.fault = ({ path }) => {
      if (!path.includes('startIndex=')) return undefined;
      const resources = world.target.users.map(({ externalId: _hidden, ...shown }) => shown);
      return { status: 200, text: JSON.stringify({ totalResults: 60, Resources: resources }) };
    };
    const { status } = await world.cycle();
    expect(status.lastTally).toMatchObject({ created: 0, failed: 0 });
    expect(world.target.users).toHaveLength(60);
  });

  test('an account that somebody else makes meanwhile is found when its create conflicts', async () => {
    const world = await createWorld();
    const people = putPeople(world, 50);
    const late = people[40]!;
    world.target.fault = ({ method, body }) => {
      if (method === 'POST' && body?.['userName'] === late.principalName && !world.target.user(late.principalName!)) {
        world.target.seed('Users', { userName: late.principalName });
      }
      return undefined;
    };
    const { status } = await world.cycle();
    expect(status.lastTally).toMatchObject({ created: 49, updated: 1, failed: 0 });
    expect(world.target.users).toHaveLength(50);
  });

  test('a create whose answer was lost is searched for, not repeated', async () => {
    const world = await createWorld();
    world.target.isUnique = false;
    putPeople(world, 50);
    let lost = 0;
    world.target.fault = ({ method }) => (method === 'POST' && lost++ < 5 ? 'lost' : undefined);
    const { status } = await world.cycle();
    expect(status.lastTally).toMatchObject({ failed: 0 });
    expect(world.target.users).toHaveLength(50);
  });

  test('two people with one matching value do not both become the same account', async () => {
    const world = await createWorld();
    world.target.isUnique = false;
    const people = putPeople(world, 40);
    const twin = world.source.put(aPerson({ attributes: { userPrincipalName: people[3]!.principalName! } }));
    const { status } = await world.cycle();
    expect(status.lastTally).toMatchObject({ created: 40, failed: 1 });
    const failed = [people[3]!.id, twin.id].filter((id) => world.lastLogOf(id)?.status === 'failure');
    expect(failed).toHaveLength(1);
  });

  test('a target that pages by cursor is read by cursor', async () => {
    const world = await createWorld();
    const people = putPeople(world, 100);
    seedAll(world, people);
    world.target.fault = ({ path }) => {
      if (!path.startsWith('/Users') || path.includes('filter=') || !path.includes('count=')) return undefined;
      const from = Number(/cursor=c(\d+)/.exec(path)?.[1] ?? 0);
      const Resources = world.target.users.slice(from, from + 30);
      const next = from + 30 < 100 ? { nextCursor: `c${from + 30}` } : {};
      return path.startsWith('/Users') && world.target.requests.at(-1)?.method === 'GET'
        ? { status: 200, text: JSON.stringify({ totalResults: 100, Resources, ...next }) }
        : undefined;
    };
    const { status } = await world.cycle();
    expect(status.lastTally).toMatchObject({ created: 0, updated: 100 });
    expect(world.target.requests.filter(({ path }) => path.includes('cursor=c'))).toHaveLength(3);
  });
});
