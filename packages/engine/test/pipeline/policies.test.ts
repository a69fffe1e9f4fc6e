/** What becomes of an account when somebody leaves, where a job's settings say otherwise than Microsoft Entra. */
import { readJobSettings } from '@drawbridge/contract';
import { aGroup, aPerson } from '@drawbridge/testkit';
import { describe, expect, test } from 'vitest';
import { FakeClock } from '../fake-clock.ts';
import { createWorld, objectMappingOf, type World } from '../world.ts';

const dayMs = 24 * 60 * 60_000;

async function provisioned(settings: Record<string, string>, state: 'active' | 'disabled' = 'active') {
  const clock = new FakeClock();
  const world = await createWorld({ clock, job: { settings } });
  const person = world.source.put(aPerson({ state }));
  await world.settle();
  const from = world.target.writes.length;
  return { world, person, clock, sent: () => world.target.writes.slice(from).map(({ method }) => method) };
}

const isActive = (world: World) => world.target.users[0]?.['active'];
const leave = {
  Unassigned: (world: World, id: string) => world.source.change(id, { assigned: false }),
  Disabled: (world: World, id: string) => world.source.change(id, { state: 'disabled' }),
  SoftDeleted: (world: World, id: string) => world.source.change(id, { state: 'softDeleted' }),
  HardDeleted: (world: World, id: string) => world.source.purge(id),
} as const;

describe('policies for who leaves', () => {
  test.each(Object.keys(leave) as (keyof typeof leave)[])('None: %s leaves the account as it is', async (event) => {
    const { world, person, sent } = await provisioned({ [`User${event}Action`]: 'None' });
    leave[event](world, person.id);
    await world.cycle();
    expect(sent()).toEqual([]);
    expect(world.lastLogOf(person.id)?.steps.at(-1)?.details['SkipReason']).toBe('LeftByPolicy');
  });

  test.each(Object.keys(leave) as (keyof typeof leave)[])('Disable: %s disables the account', async (event) => {
    const { world, person, sent } = await provisioned({ [`User${event}Action`]: 'Disable' });
    leave[event](world, person.id);
    await world.cycle();
    expect(sent()).toEqual(['PATCH']);
    expect(isActive(world)).toBe(false);
  });

  test.each(Object.keys(leave) as (keyof typeof leave)[])('Delete: %s deletes the account', async (event) => {
    const { world, person, sent } = await provisioned({ [`User${event}Action`]: 'Delete' });
    leave[event](world, person.id);
    await world.cycle();
    expect(sent()).toEqual(['DELETE']);
    expect(await world.linkOf(person.id)).toBeUndefined();
  });

  test.each(Object.keys(leave) as (keyof typeof leave)[])(
    'DeleteAfterDays: %s disables at once, and deletes when the days are over',
    async (event) => {
      const { world, person, sent, clock } = await provisioned({ [`User${event}Action`]: 'DeleteAfterDays:30' });
      leave[event](world, person.id);
      const { dueAt } = await world.cycle();
      expect(sent()).toEqual(['PATCH']);
      expect(isActive(world)).toBe(false);
      expect((await world.linkOf(person.id))?.deleteAt?.getTime()).toBeGreaterThan(dueAt!.getTime());
      clock.advance(29 * dayMs);
      await world.cycle();
      expect(sent(), 'a day too early').toEqual(['PATCH']);
      clock.advance(2 * dayMs);
      await world.cycle();
      expect(sent()).toEqual(['PATCH', 'DELETE']);
      expect(await world.linkOf(person.id)).toBeUndefined();
      await world.cycle();
      expect(sent()).toEqual(['PATCH', 'DELETE']);
    },
  );

  test('a deletion that is due later is called off when the person returns', async () => {
    const { world, person, sent, clock } = await provisioned({ UserUnassignedAction: 'DeleteAfterDays:7' });
    world.source.change(person.id, { assigned: false });
    await world.cycle();
    world.source.change(person.id, { assigned: true });
    await world.cycle();
    expect((await world.linkOf(person.id))?.deleteAt).toBeUndefined();
    clock.advance(8 * dayMs);
    await world.cycle();
    expect(sent()).toEqual(['PATCH', 'PATCH']);
    expect(isActive(world)).toBe(true);
  });

  test('leaving in another way meanwhile brings the day nearer, never further', async () => {
    const { world, person, clock } = await provisioned({
      UserUnassignedAction: 'DeleteAfterDays:30',
      UserSoftDeletedAction: 'DeleteAfterDays:7',
    });
    world.source.change(person.id, { assigned: false });
    await world.cycle();
    world.source.change(person.id, { state: 'softDeleted' });
    await world.cycle();
    clock.advance(8 * dayMs);
    await world.cycle();
    expect(world.target.users).toEqual([]);
  });

  test('a group that leaves waits for its day, and is deleted then', async () => {
    const clock = new FakeClock();
    const world = await createWorld({ clock, job: { settings: { GroupUnassignedAction: 'DeleteAfterDays:1' } } });
    const crew = world.source.put(aGroup());
    await world.settle();
    world.source.change(crew.id, { assigned: false });
    await world.cycle();
    expect(world.target.groups).toHaveLength(1);
    clock.advance(dayMs + 1);
    await world.cycle();
    expect(world.target.groups).toEqual([]);
  });

  test('HardDeleteUnmanaged: gone for good after leaving scope is deleted all the same, also found by a restart', async () => {
    for (const isFound of ['by the feed', 'by a walk'] as const) {
      const { world, person, sent } = await provisioned({ HardDeleteUnmanaged: 'True' });
      world.source.change(person.id, { assigned: false });
      await world.cycle();
      world.source.purge(person.id);
      if (isFound === 'by a walk') await world.changeSchema(() => undefined);
      await world.cycle();
      expect(sent(), isFound).toEqual(['PATCH', 'DELETE']);
    }
  });

  test('CreateInactive: a disabled person in scope is created, and not as active', async () => {
    const { world, person } = await provisioned({ CreateInactive: 'True' }, 'disabled');
    expect(isActive(world)).toBe(false);
    world.source.change(person.id, { state: 'active' });
    await world.cycle();
    expect(isActive(world)).toBe(true);
  });

  test.each(['Delete', 'DeleteAfterDays:1'])(
    'CreateInactive: whom the policy %s would take away at once is not created',
    async (UserDisabledAction) => {
      const { world } = await provisioned({ CreateInactive: 'True', UserDisabledAction }, 'disabled');
      expect(world.target.users).toEqual([]);
    },
  );

  test('attributes are set with a disable and before a delete, and mapped values return with the person', async () => {
    const { world, person } = await provisioned({
      UserDisableAttributes: '{"userType":"former","title":"left"}',
      UserDeleteAttributes: '{"nickName":"gone"}',
    });
    world.source.change(person.id, { assigned: false });
    await world.cycle();
    expect(world.target.users[0]).toMatchObject({ active: false, userType: 'former', title: 'left' });
    world.source.change(person.id, { assigned: true, attributes: { jobTitle: 'Pilot' } });
    await world.cycle();
    expect(world.target.users[0]).toMatchObject({ active: true, title: 'Pilot' });
    world.source.purge(person.id);
    await world.cycle();
    expect(world.target.writes.slice(-2).map(({ method }) => method)).toEqual(['PATCH', 'DELETE']);
    expect(world.lastLogOf(person.id)?.modifiedProperties).toEqual([
      { displayName: 'nickName', oldValue: null, newValue: 'gone' },
    ]);
  });

  test('Delete needs the tick of Delete under Target object actions', async () => {
    const { world, person, sent } = await provisioned({ UserUnassignedAction: 'Delete' });
    await world.changeSchema((schema) => {
      objectMappingOf(schema, 'User').flowTypes = 'Add, Update';
    });
    await world.settle();
    world.source.change(person.id, { assigned: false });
    await world.cycle();
    expect(sent()).toEqual([]);
    expect(world.lastLogOf(person.id)?.steps.at(-1)?.details['SkipReason']).toBe('DeleteNotEnabled');
  });

  test('a stored value that was never valid means what its absence means', () => {
    expect(readJobSettings({ UserDisabledAction: 'Explode', Bulk: 'maybe' })).toMatchObject({
      UserDisabledAction: { kind: 'default' },
      Bulk: false,
    });
  });
});
