/** Each row of the decision table (engine.md §6), over a whole cycle: what is sent, and what the log says. */
import { aGroup, aPerson } from '@drawbridge/testkit';
import { describe, expect, test } from 'vitest';
import { createWorld, objectMappingOf, type Schema, type World, type WorldOptions } from '../world.ts';

const withFlows = (type: 'User' | 'Group', flowTypes: string) => (schema: Schema) => {
  objectMappingOf(schema, type).flowTypes = flowTypes;
};
const withoutActive = (schema: Schema) => {
  const mapping = objectMappingOf(schema, 'User');
  mapping.attributeMappings = mapping.attributeMappings.filter(
    ({ targetAttributeName }) => targetAttributeName !== 'active',
  );
};
const onlyBerlin = (schema: Schema) => {
  const clause = { sourceOperandName: 'city', operatorName: 'EQUALS', targetOperand: { values: ['Berlin'] } };
  objectMappingOf(schema, 'User').scope = { groups: [{ name: 'Berlin', clauses: [clause] }] };
};

/** A world where one person is provisioned already. */
async function provisioned(options: WorldOptions & { schema?: (schema: Schema) => void } = {}) {
  const world = await createWorld(options);
  if (options.schema) await world.changeSchema(options.schema);
  const person = world.source.put(aPerson({ attributes: { city: 'Berlin' } }));
  await world.settle();
  return { world, person, sent: sinceNow(world) };
}

/** Methods of the writes since this moment. */
function sinceNow(world: World): () => string[] {
  const from = world.target.writes.length;
  return () => world.target.writes.slice(from).map(({ method }) => method);
}

const isActive = (world: World, userName: string) => world.target.user(userName)?.['active'];

describe('the decision table', () => {
  test('row 1: active and in scope, not in the target: created as active', async () => {
    const { world, person } = await provisioned();
    expect(isActive(world, person.principalName!)).toBe(true);
    expect(world.logOf(person.id)[0]).toMatchObject({ action: 'create', status: 'success' });
  });

  test('row 2: the same without Create: nothing is sent', async () => {
    const { world, person } = await provisioned({ schema: withFlows('User', 'Update, Delete') });
    expect(world.target.users).toEqual([]);
    expect(world.lastLogOf(person.id)).toMatchObject({ action: 'other', status: 'skipped' });
  });

  test('row 3: found in the target: linked, differences patched, and enabled again', async () => {
    const world = await createWorld();
    const person = world.source.put(aPerson());
    world.target.seed('Users', { userName: person.principalName, active: false });
    await world.cycle();
    expect(isActive(world, person.principalName!)).toBe(true);
    expect(world.lastLogOf(person.id)?.action).toBe('update');
    expect((await world.linkOf(person.id))?.state).toBe('managed');
  });

  test('row 4: linked and different: patched', async () => {
    const { world, person, sent } = await provisioned();
    world.source.change(person.id, { attributes: { jobTitle: 'Pilot' } });
    await world.cycle();
    expect(sent()).toEqual(['PATCH']);
    expect(world.lastLogOf(person.id)).toMatchObject({ action: 'update', status: 'success' });
  });

  test('row 5: linked and equal: nothing is sent, RedundantExport', async () => {
    const { world, person, sent } = await provisioned();
    world.source.change(person.id, {});
    await world.cycle();
    expect(sent()).toEqual([]);
    expect(world.lastLogOf(person.id)).toMatchObject({
      action: 'other',
      status: 'skipped',
      error: { errorCode: 'RedundantExport' },
    });
  });

  test('row 6: disabled and not in the target: never created', async () => {
    const world = await createWorld();
    const person = world.source.put(aPerson({ state: 'disabled' }));
    await world.settle();
    expect(world.target.writes).toEqual([]);
    expect(world.lastLogOf(person.id)).toMatchObject({ status: 'skipped' });
  });

  test('row 7: disabled and found in the target: linked and disabled', async () => {
    const world = await createWorld();
    const person = world.source.put(aPerson({ state: 'disabled' }));
    world.target.seed('Users', { userName: person.principalName, active: true });
    await world.cycle();
    expect(isActive(world, person.principalName!)).toBe(false);
    expect(world.lastLogOf(person.id)?.action).toBe('disable');
    expect(await world.linkOf(person.id)).toMatchObject({ state: 'managed', targetActive: false });
  });

  test('row 8: disabled after it was provisioned: disabled, and still managed', async () => {
    const { world, person, sent } = await provisioned();
    world.source.change(person.id, { state: 'disabled' });
    await world.cycle();
    expect(sent()).toEqual(['PATCH']);
    expect(isActive(world, person.principalName!)).toBe(false);
    const record = world.lastLogOf(person.id)!;
    expect(record.action).toBe('disable');
    expect(record.steps.at(-1)?.name).toBe('EntryExportUpdateSoftDelete');
    expect((await world.linkOf(person.id))?.state).toBe('managed');
  });

  test('row 9: unassigned: disabled, and unmanaged from then on', async () => {
    const { world, person } = await provisioned();
    world.source.change(person.id, { assigned: false });
    await world.cycle();
    expect(isActive(world, person.principalName!)).toBe(false);
    expect(world.lastLogOf(person.id)?.action).toBe('disable');
    expect(await world.linkOf(person.id)).toMatchObject({ state: 'unmanaged', targetActive: false });
  });

  test('row 10: a scoping filter no longer passes: disabled, and unmanaged from then on', async () => {
    const { world, person } = await provisioned({ schema: onlyBerlin });
    world.source.change(person.id, { attributes: { city: 'Oslo', jobTitle: 'Pilot' } });
    await world.cycle();
    expect(isActive(world, person.principalName!)).toBe(false);
    expect(world.target.users[0]!['title'], 'only active is written').toBeUndefined();
    expect((await world.linkOf(person.id))?.state).toBe('unmanaged');
    const scoping = world.lastLogOf(person.id)!.steps.find(({ type }) => type === 'scoping')!;
    expect(JSON.parse(scoping.details['ScopeEvaluationResult']!)).toEqual({ "Berlin.city EQUALS 'Berlin'": false });
  });

  test('row 11: in the recycle bin of the source: disabled, and still managed', async () => {
    const { world, person } = await provisioned();
    world.source.change(person.id, { state: 'softDeleted', assigned: false });
    await world.cycle();
    expect(isActive(world, person.principalName!)).toBe(false);
    expect((await world.linkOf(person.id))?.state).toBe('managed');
  });

  test('row 12: without a mapping of IsSoftDeleted nothing is sent', async () => {
    for (const change of [{ state: 'disabled' }, { assigned: false }, { state: 'softDeleted' }] as const) {
      const { world, person, sent } = await provisioned({ schema: withoutActive });
      world.source.change(person.id, change);
      await world.cycle();
      expect(sent()).toEqual([]);
      expect(world.lastLogOf(person.id)?.status).toBe('skipped');
    }
  });

  test('row 13: with SkipOutOfScopeDeletions whoever leaves scope is left alone, and the log says so', async () => {
    const { world, person, sent } = await provisioned({ target: { skipOutOfScopeDeletions: true } });
    world.source.change(person.id, { assigned: false });
    await world.cycle();
    expect(sent()).toEqual([]);
    expect(isActive(world, person.principalName!)).toBe(true);
    expect(world.lastLogOf(person.id)?.steps.at(-1)?.details['SkipReason']).toBe('OutOfScopeDeletionsSkipped');
    world.source.change(person.id, { assigned: true, state: 'disabled' });
    await world.cycle();
    expect(isActive(world, person.principalName!), 'a disabled person did not leave scope').toBe(false);
  });

  test('row 14: a target that knows no disabled accounts gets DELETE', async () => {
    const { world, person, sent } = await provisioned({
      schema: (schema) => {
        const user = schema.directories[1]!.objects.find(({ name }) => name.endsWith(':User'))!;
        user.metadata!.find(({ key }) => key === 'IsSoftDeletionSupported')!.value = 'false';
      },
    });
    world.source.change(person.id, { state: 'disabled' });
    await world.cycle();
    expect(sent()).toEqual(['DELETE']);
    expect(await world.linkOf(person.id)).toBeUndefined();
  });

  test('row 15: gone for good: deleted, and the link forgotten', async () => {
    const { world, person, sent } = await provisioned();
    world.source.purge(person.id);
    await world.cycle();
    expect(sent()).toEqual(['DELETE']);
    expect(world.lastLogOf(person.id)).toMatchObject({ action: 'delete', status: 'success' });
    expect(await world.linkOf(person.id)).toBeUndefined();
  });

  test('row 16: gone for good without Delete: nothing is sent', async () => {
    const { world, person, sent } = await provisioned({ schema: withFlows('User', 'Add, Update') });
    world.source.purge(person.id);
    await world.cycle();
    expect(sent()).toEqual([]);
    expect(world.lastLogOf(person.id)).toMatchObject({ action: 'other', status: 'skipped' });
  });

  test('row 17: gone for good after leaving scope: no DELETE is sent, ever', async () => {
    const { world, person } = await provisioned();
    world.source.change(person.id, { assigned: false });
    await world.cycle();
    const sent = sinceNow(world);
    world.source.purge(person.id);
    await world.cycle();
    expect(sent()).toEqual([]);
    expect(world.target.users).toHaveLength(1);
  });

  test('row 18: restored from the recycle bin: enabled, with what changed meanwhile', async () => {
    const { world, person } = await provisioned();
    world.source.change(person.id, { state: 'softDeleted' });
    await world.cycle();
    world.source.change(person.id, { state: 'active', attributes: { jobTitle: 'Pilot' } });
    await world.cycle();
    expect(world.target.users[0]).toMatchObject({ active: true, title: 'Pilot' });
    expect(world.lastLogOf(person.id)?.action).toBe('update');
  });

  test('row 19: assigned again: enabled, and managed again', async () => {
    const { world, person } = await provisioned();
    world.source.change(person.id, { assigned: false });
    await world.cycle();
    world.source.change(person.id, { assigned: true });
    await world.cycle();
    expect(isActive(world, person.principalName!)).toBe(true);
    expect((await world.linkOf(person.id))?.state).toBe('managed');
    expect(world.target.users).toHaveLength(1);
  });

  test('row 20: never in scope: the account of that name in the target is not touched', async () => {
    const world = await createWorld({ target: { mode: 'all' } });
    await world.changeSchema(onlyBerlin);
    const person = world.source.put(aPerson({ attributes: { city: 'Oslo' } }));
    world.target.seed('Users', { userName: person.principalName, active: true });
    await world.settle();
    expect(world.target.requests.filter(({ path }) => path.includes(person.principalName!))).toEqual([]);
    expect(world.lastLogOf(person.id)).toMatchObject({
      status: 'skipped',
      error: { errorCode: 'NotEffectivelyEntitled' },
    });
  });

  test('row 21: a group that leaves scope is deleted where Delete is ticked', async () => {
    for (const [flows, methods] of [
      ['Add, Update, Delete', ['DELETE']],
      ['Add, Update', []],
    ] as const) {
      const world = await createWorld();
      await world.changeSchema(withFlows('Group', flows));
      const crew = world.source.put(aGroup());
      await world.settle();
      const sent = sinceNow(world);
      world.source.change(crew.id, { assigned: false });
      await world.cycle();
      expect(sent()).toEqual(methods);
    }
  });

  test('row 22: a group that is gone is deleted', async () => {
    const world = await createWorld();
    const crew = world.source.put(aGroup());
    await world.settle();
    const sent = sinceNow(world);
    world.source.purge(crew.id);
    await world.cycle();
    expect(sent()).toEqual(['DELETE']);
    expect(world.target.groups).toEqual([]);
  });

  test('row 23: what goes beyond the deletion threshold is held back, and the job waits for a person', async () => {
    const world = await createWorld({ target: { deletionThreshold: 2 } });
    const people = Array.from({ length: 4 }, () => world.source.put(aPerson()));
    await world.settle();
    const sent = sinceNow(world);
    for (const { id } of people.slice(0, 3)) world.source.change(id, { assigned: false });
    world.source.change(people[3]!.id, { attributes: { jobTitle: 'Pilot' } });
    const { status } = await world.cycle();
    expect(sent(), 'the rest of the page is done').toEqual(['PATCH']);
    expect(status.quarantine?.reason).toBe('TooManyDeletes');
    expect(world.log().filter(({ action }) => action === 'stagedDelete')).toHaveLength(3);
    await world.stores.jobs.restart(
      world.jobId,
      { watermark: false, escrows: false, quarantine: true, links: false, forceDeletes: true },
      new Date(),
    );
    const allowed = await world.cycle();
    expect(sent()).toEqual(['PATCH', 'PATCH', 'PATCH', 'PATCH']);
    expect(allowed.status.quarantine).toBeUndefined();
    expect(allowed.status.forceDeletes, 'allowed once').toBeUndefined();
  });
});
