/**
 * Weeks of changes and faults in milliseconds, from a seed: whatever happens on the way, when the faults stop the target is
 * as it should be, and never were there two accounts for one person.
 */
import { createObject, getAtPath } from '@drawbridge/scim';
import { aGroup, aPerson, type TargetFault } from '@drawbridge/testkit';
import { expect, test } from 'vitest';
import { FakeClock } from './fake-clock.ts';
import { createWorld, type World } from './world.ts';

const managerPath = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value';
const hourMs = 3_600_000;

/** A small generator (mulberry32): the same seed gives the same story. */
function randomOf(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

const idOf = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

const seeds = Array.from({ length: 60 }, (_, n) => n + 1);

test.each(seeds)('seed %i: when the faults stop, the target is as it should be', async (seed) => {
  const random = randomOf(seed);
  const one = <T>(list: readonly T[]): T => list[random(list.length)]!;
  const clock = new FakeClock();
  const engine = { pageSize: 1 + random(9), recordsInFlight: 1 + random(5), roadPatienceMs: 1_000 };
  const world = await createWorld({ clock, engine });
  world.target.isUnique = random(2) === 0;
  const people = Array.from(
    { length: 12 },
    (_, n) => world.source.put(aPerson({ id: idOf(n), principalName: `p${n}@corp.example` })).id,
  );
  const groups = Array.from(
    { length: 3 },
    (_, n) => world.source.put(aGroup({ id: idOf(100 + n), displayName: `Group ${n}` })).id,
  );

  let faultEvery = 0;
  world.target.fault = (): TargetFault | undefined =>
    faultEvery > 0 && random(faultEvery) === 0 ? one<TargetFault>(['lost', 'lost', 'down', 500, 500, 400]) : undefined;
  world.stores.cycles.beforeCommit = () => {
    if (faultEvery > 0 && random(faultEvery * 2) === 0) throw new Error('crash');
  };

  // Only who is linked is let go: an account whose creation was never confirmed is found again only while its owner is in
  // scope, because nothing tells it from an account that somebody else made.
  const change = async (): Promise<void> => {
    const present = people.filter((id) => world.source.objects.has(id));
    if (present.length === 0) return;
    const [id, group] = [one(present), one(groups)];
    const isLinked = (await world.linkOf(id)) !== undefined;
    const isGroupLinked = (await world.linkOf(group)) !== undefined;
    const acts: (() => void)[] = [
      () => world.source.change(id, { attributes: { jobTitle: `Title ${random(5)}` } }),
      () => world.source.change(id, { assigned: !isLinked || random(3) > 0 }),
      () =>
        world.source.change(id, { state: isLinked ? one(['active', 'active', 'disabled', 'softDeleted']) : 'active' }),
      () => world.source.change(id, { managerId: one(present) }),
      () => world.source.addMember(group, id),
      () => world.source.addMember(group, id),
      () => world.source.removeMember(group, id),
      () => world.source.change(group, { assigned: !isGroupLinked || random(4) > 0 }),
      () => {
        if (isLinked && random(4) === 0) world.source.purge(id);
      },
    ];
    one(acts)();
  };

  for (let day = 0; day < 12; day++) {
    for (let n = random(6); n > 0; n--) await change();
    faultEvery = one([0, 3, 8, 20]);
    if (random(5) === 0) {
      const clear = { watermark: random(2) === 0, escrows: random(2) === 0, quarantine: true, links: false };
      await world.stores.jobs.restart(
        world.jobId,
        { ...clear, watermark: clear.watermark || clear.escrows, forceDeletes: false },
        clock.now(),
      );
    }
    for (let n = random(3); n >= 0; n--) await world.cycle();
    if (random(4) === 0) await world.onDemand(one(people)).catch(() => undefined);
    clock.advance(random(10) * hourMs);
    expectNoDuplicates(world);
  }

  faultEvery = 0;
  for (let n = 0; n < 8; n++) {
    clock.advance(30 * hourMs);
    await world.cycle();
  }
  expect(await world.stores.links.countEscrows(world.jobId), 'nothing is left to retry').toBe(0);
  expectNoDuplicates(world);
  await expectDesired(world, people, groups);
  const writes = world.target.writes.length;
  await world.stores.jobs.restart(
    world.jobId,
    { watermark: true, escrows: true, quarantine: true, links: false, forceDeletes: false },
    clock.now(),
  );
  await world.cycle();
  expect(
    world.target.writes.slice(writes).map(({ method, path, body }) => `${method} ${path} ${JSON.stringify(body)}`),
    'nothing left to do',
  ).toEqual([]);
});

function expectNoDuplicates(world: World): void {
  const names = world.target.users.map((user) => user['userName']);
  expect(names.length, `accounts: ${names.join(', ')}`).toBe(new Set(names).size);
}

async function expectDesired(world: World, people: readonly string[], groups: readonly string[]): Promise<void> {
  const linkedId = async (id: string | undefined): Promise<string | undefined> => {
    const link = id === undefined ? undefined : await world.linkOf(id);
    return link?.state === 'managed' ? link.targetId : undefined;
  };
  for (const [n, id] of people.entries()) {
    const object = world.source.objects.get(id);
    const account = world.target.user(`p${n}@corp.example`);
    const isEntitled = object?.assigned === true && object.state === 'active';
    if (!isEntitled) {
      expect(account?.['active'] ?? false, `p${n} may not sign in`).toBe(false);
      continue;
    }
    expect(account?.['active'], `p${n} may sign in`).toBe(true);
    const title = object.attributes.get('jobTitle');
    if (title !== undefined) expect(account!['title']).toBe(title);
    expect(account!['id']).toBe(await linkedId(id));
    const manager = await linkedId(object.managerId);
    if (manager !== undefined)
      expect(getAtPath(account ?? createObject(), managerPath), `manager of p${n}`).toBe(manager);
  }
  for (const [n, id] of groups.entries()) {
    const object = world.source.objects.get(id)!;
    if (!object.assigned) {
      expect(world.target.group(`Group ${n}`), `Group ${n} is gone`).toBeUndefined();
      continue;
    }
    const references = await world.source.listReferences({
      attribute: 'members',
      mode: 'all',
      ownerId: id,
      limit: 100,
    });
    const wanted = (await Promise.all(references.map(({ referencedId }) => linkedId(referencedId)))).filter(Boolean);
    const has = new Set(world.target.membersOf(`Group ${n}`));
    for (const member of wanted) expect(has.has(member!), `member ${member} of Group ${n}`).toBe(true);
    // Who was deleted in the target may still be listed there; whoever left scope keeps his memberships.
    const links = await world.stores.links.linksOf(
      world.jobId,
      references.map(({ referencedId }) => referencedId),
    );
    const known = new Set([...links.values()].map(({ targetId }) => targetId));
    const accounts = new Set(world.target.users.map((user) => user['id']));
    const strangers = [...has].filter((member) => accounts.has(member) && !known.has(member));
    expect(strangers, `strangers in Group ${n}`).toEqual([]);
  }
}
