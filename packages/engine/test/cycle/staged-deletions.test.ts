/** The accidental-deletion threshold: what is held back, one by one, and what a person's word does. */
import { aPerson, type MemoryProvisioningStores } from '@drawbridge/testkit';
import { describe, expect, test } from 'vitest';
import { FakeClock } from '../fake-clock.ts';
import { createWorld, type World } from '../world.ts';

const hourMs = 60 * 60_000;

async function crowd(count: number, settings: Record<string, string>) {
  const clock = new FakeClock();
  const world = await createWorld({ clock, job: { settings } });
  const people = Array.from({ length: count }, () => world.source.put(aPerson()));
  await world.settle();
  const from = world.target.writes.length;
  return {
    world,
    clock,
    ids: people.map(({ id }) => id),
    sent: () => world.target.writes.slice(from).map(({ method }) => method),
  };
}

const unassign = (world: World, ids: readonly string[]) => {
  for (const id of ids) world.source.change(id, { assigned: false });
};
const stagedOf = ({ stores, jobId }: { stores: MemoryProvisioningStores; jobId: string }, state?: 'pending') =>
  stores.links.listStaged(jobId, { state, limit: 100 });
const decide = ({ stores, jobId }: World, state: 'approved' | 'rejected', sourceIds?: readonly string[]) =>
  stores.cycles.decideStaged(jobId, { state, at: new Date(), ...(sourceIds ? { sourceIds } : {}) });

describe('staged deletions', () => {
  test('what goes beyond the threshold is stored one by one, and the rest of the job goes on', async () => {
    const { world, ids, sent } = await crowd(5, { QuarantineTooManyDeletesThreshold: '2' });
    unassign(world, ids.slice(0, 3));
    world.source.change(ids[4]!, { attributes: { jobTitle: 'Pilot' } });
    const held = await world.cycle();
    expect(sent()).toEqual(['PATCH']);
    expect(held.status.quarantine?.reason).toBe('TooManyDeletes');
    expect(
      (await stagedOf(world)).map(({ sourceId, action, event, state }) => [sourceId, action, event, state]),
    ).toEqual(
      ids
        .slice(0, 3)
        .sort()
        .map((id) => [id, 'disable', 'unassigned', 'pending']),
    );
    const newcomer = world.source.put(aPerson());
    await world.cycle();
    expect(sent(), 'a newcomer is created while deletions wait').toEqual(['PATCH', 'POST']);
    expect(await world.linkOf(newcomer.id)).toBeDefined();
  });

  test('who failed before and is held back now waits for a person, and is not retried as well', async () => {
    const { world, clock, ids } = await crowd(2, { QuarantineTooManyDeletesThreshold: '0' });
    world.target.fault = ({ method }) => (method === 'PATCH' ? 400 : undefined);
    world.source.change(ids[0]!, { attributes: { jobTitle: 'Pilot' } });
    await world.cycle();
    expect(await world.escrowOf(ids[0]!)).toBeDefined();
    world.target.fault = () => undefined;
    unassign(world, [ids[0]!]);
    clock.advance(7 * hourMs);
    const { dueAt } = await world.cycle();
    expect(await stagedOf(world, 'pending')).toHaveLength(1);
    expect(await world.escrowOf(ids[0]!)).toBeUndefined();
    expect(dueAt!.getTime(), 'the next cycle is not due at once').toBeGreaterThan(clock.now().getTime());
  });

  test('who is held back is not given another manager meanwhile, and has the right one after coming back', async () => {
    const { world, ids } = await crowd(3, { QuarantineTooManyDeletesThreshold: '0' });
    unassign(world, [ids[0]!]);
    await world.cycle();
    const before = world.target.writes.length;
    world.source.change(ids[0]!, { managerId: ids[1]! });
    await world.cycle();
    expect(world.target.writes.length).toBe(before);
    world.source.change(ids[0]!, { assigned: true });
    await world.cycle();
    expect(JSON.stringify(world.target.writes.at(-1)?.body)).toContain('manager');
    expect(world.target.writes.length).toBe(before + 1);
  });

  test('approving one exports exactly that one; the quarantine lifts when none is left', async () => {
    const { world, ids, sent } = await crowd(4, { QuarantineTooManyDeletesThreshold: '1' });
    unassign(world, ids.slice(0, 2));
    await world.cycle();
    await decide(world, 'approved', [ids[0]!]);
    const one = await world.cycle();
    expect(sent()).toEqual(['PATCH']);
    expect((await world.linkOf(ids[0]!))?.targetActive).toBe(false);
    expect((await world.linkOf(ids[1]!))?.targetActive).toBe(true);
    expect(one.status.quarantine?.reason).toBe('TooManyDeletes');
    await decide(world, 'approved');
    const all = await world.cycle();
    expect(sent()).toEqual(['PATCH', 'PATCH']);
    expect(all.status.quarantine).toBeUndefined();
    expect(await stagedOf(world)).toEqual([]);
  });

  test('who came back before the approval keeps the account, and waits no more', async () => {
    const { world, ids, sent } = await crowd(4, { QuarantineTooManyDeletesThreshold: '1' });
    unassign(world, ids.slice(0, 2));
    await world.cycle();
    world.source.change(ids[0]!, { assigned: true });
    await decide(world, 'approved', [ids[0]!]);
    await world.cycle();
    expect(sent()).toEqual([]);
    expect((await stagedOf(world)).map(({ sourceId }) => sourceId)).toEqual([ids[1]]);
  });

  test('a rejection keeps the account across restarts, until the person leaves in another way', async () => {
    const { world, ids, sent } = await crowd(4, { QuarantineTooManyDeletesThreshold: '1' });
    unassign(world, ids.slice(0, 2));
    await world.cycle();
    await decide(world, 'rejected');
    const { status } = await world.cycle();
    expect(status.quarantine).toBeUndefined();
    await world.changeSchema(() => undefined);
    await world.settle();
    expect(sent()).toEqual([]);
    expect(world.lastLogOf(ids[0]!)?.steps.at(-1)?.details['SkipReason']).toBe('DeletionRejected');
    world.source.purge(ids[0]!);
    await world.cycle();
    expect(sent()).toEqual(['DELETE']);
  });

  test('a rejection is forgotten when the person returns: leaving again is a new case', async () => {
    const { world, ids, sent } = await crowd(4, { QuarantineTooManyDeletesThreshold: '1' });
    unassign(world, ids.slice(0, 2));
    await world.cycle();
    await decide(world, 'rejected');
    world.source.change(ids[0]!, { assigned: true });
    await world.cycle();
    unassign(world, [ids[0]!]);
    await world.cycle();
    expect(sent()).toEqual(['PATCH']);
  });

  test('ForceDeletes approves all', async () => {
    const { world, ids, sent } = await crowd(4, { QuarantineTooManyDeletesThreshold: '1' });
    unassign(world, ids.slice(0, 3));
    await world.cycle();
    await world.stores.jobs.restart(
      world.jobId,
      { watermark: false, escrows: false, quarantine: true, links: false, forceDeletes: true },
      new Date(),
    );
    const { status } = await world.cycle();
    expect(sent()).toEqual(['PATCH', 'PATCH', 'PATCH']);
    expect(status.quarantine).toBeUndefined();
  });

  test('a percentage is of the accounts that the job manages, and one may always leave', async () => {
    const { world, ids, sent } = await crowd(20, { DeletionThresholdPercent: '10' });
    unassign(world, ids.slice(0, 3));
    await world.cycle();
    expect(sent()).toEqual([]);
    const small = await crowd(3, { DeletionThresholdPercent: '10' });
    unassign(small.world, small.ids.slice(0, 1));
    await small.world.cycle();
    expect(small.sent()).toEqual(['PATCH']);
  });

  test('a window counts what earlier cycles took away, and forgets it when it is over', async () => {
    const { world, ids, sent, clock } = await crowd(6, {
      QuarantineTooManyDeletesThreshold: '2',
      DeletionThresholdWindowHours: '24',
    });
    unassign(world, ids.slice(0, 2));
    await world.cycle();
    unassign(world, ids.slice(2, 3));
    await world.cycle();
    expect(sent(), 'the third within a day waits').toEqual(['PATCH', 'PATCH']);
    expect(await stagedOf(world, 'pending')).toHaveLength(1);
    clock.advance(25 * hourMs);
    unassign(world, ids.slice(3, 5));
    await world.cycle();
    expect(sent()).toEqual(['PATCH', 'PATCH', 'PATCH', 'PATCH']);
  });

  test('taking the threshold away lets what is pending go', async () => {
    const { world, ids, sent } = await crowd(4, { QuarantineTooManyDeletesThreshold: '1' });
    unassign(world, ids.slice(0, 2));
    await world.cycle();
    await world.stores.jobs.setSettings(world.jobId, {}, { reevaluates: false });
    await world.cycle();
    expect(sent()).toEqual(['PATCH', 'PATCH']);
    expect(await stagedOf(world)).toEqual([]);
  });
});
