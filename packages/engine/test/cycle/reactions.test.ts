/** What the engine does when something throws: waits, retries, relinks, fails the record, quarantines, stops. */
import { StorageError } from '@drawbridge/base';
import { aGroup, aPerson } from '@drawbridge/testkit';
import { describe, expect, test } from 'vitest';
import { FakeClock } from '../fake-clock.ts';
import { createWorld } from '../world.ts';

const isPost = ({ method }: { method: string }) => method === 'POST';
const once = <T>(value: T): (() => T | undefined) => {
  let isFirst = true;
  return () => {
    const given = isFirst ? value : undefined;
    isFirst = false;
    return given;
  };
};

describe('when something goes wrong', () => {
  test('a create whose answer was lost does not create twice', async () => {
    const world = await createWorld();
    const person = world.source.put(aPerson());
    const lost = once('lost' as const);
    world.target.isUnique = false;
    world.target.fault = (request) => (isPost(request) ? lost() : undefined);
    const { status } = await world.cycle();
    expect(status.quarantine).toBeUndefined();
    expect(world.target.users).toHaveLength(1);
    expect((await world.linkOf(person.id))?.targetId).toBe(world.target.users[0]!['id']);
  });

  test('a failure that ends programs holds the job until a person acts, instead of running it over and over', async () => {
    const openTarget = async () => {
      throw new StorageError('SEAL_BROKEN', 'The secret does not open.');
    };
    const world = await createWorld({ engine: { openTarget } });
    const { status, dueAt } = await world.cycle();
    expect(status.quarantine?.error.code).toBe('SEAL_BROKEN');
    expect(dueAt!.getTime()).toBeGreaterThan(world.engine.clock.now().getTime());
  });

  test('a conflict on create is matched once more, and what is found is linked', async () => {
    const world = await createWorld();
    const person = world.source.put(aPerson({ displayName: 'Kari' }));
    const early = once(true);
    world.target.fault = (request) => {
      if (isPost(request) && early()) {
        world.target.seed('Users', { userName: person.principalName, displayName: 'Old' });
      }
      return undefined;
    };
    await world.cycle();
    expect(world.target.users).toHaveLength(1);
    expect(world.target.users[0]!['displayName']).toBe('Kari');
    expect(world.logOf(person.id)).toHaveLength(1);
  });

  test('a conflict that stays is an EntryConflict, kept in escrow', async () => {
    const world = await createWorld();
    const person = world.source.put(aPerson());
    world.target.fault = (request) => (isPost(request) ? 409 : undefined);
    const { status } = await world.cycle();
    expect(status.lastExecution?.state).toBe('EntryLevelErrors');
    expect(world.lastLogOf(person.id)).toMatchObject({
      action: 'create',
      status: 'failure',
      error: { errorCode: 'EntryConflict' },
    });
    expect(world.lastLogOf(person.id)?.steps.at(-1)).toMatchObject({ name: 'EntryExportAdd', status: 'failure' });
    expect(await world.escrowOf(person.id)).toMatchObject({ attempts: 1, errorCode: 'TARGET_CONFLICT' });
  });

  test('one record that fails does not keep the others', async () => {
    const world = await createWorld();
    const people = Array.from({ length: 20 }, () => world.source.put(aPerson()));
    world.target.fault = ({ method, body }) =>
      method === 'POST' && body?.['userName'] === people[7]!.principalName ? 400 : undefined;
    const { status } = await world.cycle();
    expect(status.lastTally).toMatchObject({ created: 19, failed: 1 });
  });

  test('an account that vanished from the target is made again, with its references', async () => {
    const world = await createWorld();
    const boss = world.source.put(aPerson());
    const person = world.source.put(aPerson({ managerId: boss.id }));
    const crew = world.source.put(aGroup({ displayName: 'Crew' }));
    world.source.addMember(crew.id, person.id);
    await world.settle();
    world.target.forget('Users', (await world.linkOf(person.id))!.targetId);
    world.source.change(person.id, { attributes: { jobTitle: 'Pilot' } });
    const { status } = await world.cycle();
    expect(status.lastTally).toMatchObject({ created: 1, failed: 0, references: 2 });
    const again = (await world.linkOf(person.id))!.targetId;
    expect(world.target.user(person.principalName!)).toMatchObject({ id: again, title: 'Pilot' });
    expect(world.target.membersOf('Crew')).toContain(again);
  });

  test('a transient failure is retried on schedule, and clears its escrow when it works', async () => {
    const clock = new FakeClock();
    const world = await createWorld({ clock });
    const person = world.source.put(aPerson());
    world.target.fault = (request) => (isPost(request) ? 500 : undefined);
    await world.cycle();
    expect(await world.escrowOf(person.id)).toMatchObject({ attempts: 1, errorCode: 'TARGET_FAILED' });
    world.target.fault = () => undefined;
    const early = await world.cycle();
    expect(world.target.users).toEqual([]);
    expect(early.dueAt).toEqual((await world.escrowOf(person.id))!.nextAttemptAt);
    clock.advance(61_000);
    await world.cycle();
    expect(world.target.users).toHaveLength(1);
    expect(await world.escrowOf(person.id)).toBeUndefined();
  });

  test('a change of the object is tried at once, whatever the schedule', async () => {
    const world = await createWorld();
    const person = world.source.put(aPerson());
    world.target.fault = (request) => (isPost(request) ? 400 : undefined);
    await world.settle();
    world.target.fault = () => undefined;
    world.source.change(person.id, { attributes: { jobTitle: 'Pilot' } });
    await world.cycle();
    expect(world.target.users).toHaveLength(1);
    expect(await world.escrowOf(person.id)).toBeUndefined();
  });

  test('records wait for a road that is down for a moment', async () => {
    const world = await createWorld({ clock: new FakeClock(), engine: { roadPatienceMs: 20_000 } });
    for (let n = 0; n < 5; n++) world.source.put(aPerson());
    let refused = 0;
    world.target.fault = (request) => (isPost(request) && refused++ < 8 ? 'down' : undefined);
    const { status } = await world.cycle();
    expect(status.quarantine).toBeUndefined();
    expect(world.target.users).toHaveLength(5);
  });

  test('a road that is a moment behind when a cycle begins is waited for; a job in quarantine says so at once', async () => {
    const world = await createWorld({ clock: new FakeClock(), engine: { roadPatienceMs: 1_000 } });
    const person = world.source.put(aPerson());
    let refused = 0;
    world.target.fault = () => (refused++ < 2 ? 'down' : undefined);
    expect((await world.cycle()).status.quarantine).toBeUndefined();
    expect(world.target.users).toHaveLength(1);
    world.target.fault = () => 'down';
    world.source.change(person.id, { attributes: { jobTitle: 'Pilot' } });
    expect((await world.cycle()).status.quarantine?.error.code).toBe('TARGET_UNREACHABLE');
    const before = world.target.requests.length;
    await world.cycle();
    expect(world.target.requests.length - before).toBe(1);
  });

  test('a road that stays down holds the cycle, which goes on from there when it is back', async () => {
    const clock = new FakeClock();
    const world = await createWorld({ clock, engine: { pageSize: 4, recordsInFlight: 2, roadPatienceMs: 1_000 } });
    for (let n = 0; n < 12; n++) world.source.put(aPerson());
    let posts = 0;
    world.target.fault = (request) => (isPost(request) && ++posts > 6 ? 'down' : undefined);
    const held = await world.cycle();
    expect(held.status.quarantine).toMatchObject({
      reason: 'EncounteredQuarantineException',
      error: { code: 'TARGET_UNREACHABLE' },
    });
    expect(held.dueAt!.getTime() - clock.now().getTime()).toBe(1_000);
    expect(await world.stores.links.countEscrows(world.jobId), 'nobody failed').toBe(0);
    world.target.fault = () => undefined;
    const { status } = await world.cycle();
    expect(status.quarantine).toBeUndefined();
    expect(world.target.users).toHaveLength(12);
    expect(world.target.requests.filter(isPost).length - posts).toBe(6);
  });

  test('references of a page that was held are written in the next cycle', async () => {
    const clock = new FakeClock();
    const world = await createWorld({ clock, engine: { roadPatienceMs: 1_000 } });
    const crew = world.source.put(aGroup({ displayName: 'Crew' }));
    const person = world.source.put(aPerson({ assigned: false }));
    world.source.addMember(crew.id, person.id);
    await world.settle();
    world.source.change(person.id, { assigned: true });
    world.target.fault = ({ method, path }) => (method === 'PATCH' && path.startsWith('/Groups') ? 'down' : undefined);
    await world.cycle();
    expect(world.target.membersOf('Crew')).toEqual([]);
    world.target.fault = () => undefined;
    await world.cycle();
    expect(world.target.membersOf('Crew')).toEqual([(await world.linkOf(person.id))!.targetId]);
    expect(await world.escrowOf(person.id)).toBeUndefined();
  });

  test('a group whose members could not be written is taken up again whole', async () => {
    const clock = new FakeClock();
    const world = await createWorld({ clock });
    const person = world.source.put(aPerson());
    const crew = world.source.put(aGroup({ displayName: 'Crew' }));
    world.source.addMember(crew.id, person.id);
    world.target.fault = ({ method, path }) => (method === 'PATCH' && path.startsWith('/Groups') ? 500 : undefined);
    await world.settle();
    expect(world.lastLogOf(crew.id)).toMatchObject({ status: 'failure', error: { errorCode: 'InternalServerError' } });
    world.target.fault = () => undefined;
    clock.advance(61_000);
    await world.cycle();
    expect(world.target.membersOf('Crew')).toHaveLength(1);
    expect(await world.escrowOf(crew.id)).toBeUndefined();
  });

  test('a refused token quarantines the job at once, and nothing is sent', async () => {
    const world = await createWorld();
    world.source.put(aPerson());
    world.target.fault = () => 401;
    const { status, dueAt } = await world.cycle();
    expect(status.quarantine).toMatchObject({
      reason: 'EncounteredQuarantineException',
      seriesCount: 1,
      error: { code: 'TARGET_UNAUTHORIZED' },
    });
    expect(dueAt!.getTime() - Date.now()).toBeGreaterThan(29 * 60_000);
    expect(world.target.requests).toHaveLength(1);
  });

  test('a target that answers HTML is not SCIM, and quarantines the job', async () => {
    const world = await createWorld();
    world.target.fault = () => ({ status: 200, text: '<html>Sign in</html>' });
    const { status } = await world.cycle();
    expect(status.quarantine?.error.code).toBe('TARGET_NOT_SCIM');
    expect(status.quarantine?.error.message).toContain('https://target.example/scim/Users?filter=');
  });

  test('a success ends the quarantine', async () => {
    const world = await createWorld();
    world.target.fault = () => 401;
    await world.cycle();
    world.target.fault = () => undefined;
    expect((await world.cycle()).status.quarantine).toBeUndefined();
  });

  test('a broken mapping quarantines the job and is named', async () => {
    const world = await createWorld();
    await world.changeSchema((schema) => {
      schema.synchronizationRules[0]!.objectMappings[1]!.attributeMappings[3]!.source = {
        type: 'Function',
        expression: 'Nonsense([jobTitle])',
      };
    });
    const { status } = await world.cycle();
    expect(status.quarantine?.error).toMatchObject({ code: 'MAPPING_BROKEN' });
    expect(status.quarantine?.error.message).toContain('title');
  });

  test('two accounts that match one person make the record fail, and neither is touched', async () => {
    const world = await createWorld();
    const person = world.source.put(aPerson());
    for (let n = 0; n < 2; n++) world.target.seed('Users', { userName: person.principalName, displayName: 'Old' });
    await world.cycle();
    expect(world.lastLogOf(person.id)?.error?.errorCode).toBe('DuplicateTargetEntries');
    expect(world.target.writes).toEqual([]);
  });

  test('two people that match one account: the first gets it, the second fails', async () => {
    const world = await createWorld();
    const [first, second] = ['same@corp.example', 'SAME@corp.example'].map((principalName) =>
      world.source.put(aPerson({ principalName })),
    );
    await world.cycle();
    expect(world.target.users).toHaveLength(1);
    const codes = [first!, second!].map(({ id }) => world.lastLogOf(id)?.error?.errorCode).sort();
    expect(codes).toEqual(['DuplicateSourceEntries', undefined]);
  });

  test('a person without a matching value is skipped by import, and says so', async () => {
    const world = await createWorld();
    const person = aPerson();
    world.source.put({
      ...person,
      attributes: new Map([...person.attributes].filter(([name]) => name !== 'userPrincipalName')),
    });
    await world.cycle();
    expect(world.lastLogOf(person.id)?.error?.errorCode).toBe('ImportSkipped');
    expect(world.target.writes).toEqual([]);
  });

  test('too many failures quarantine the job', async () => {
    const world = await createWorld({ engine: { thresholds: { evaluateFrom: 5 } } });
    for (let n = 0; n < 10; n++) world.source.put(aPerson());
    world.target.fault = (request) => (isPost(request) ? 400 : undefined);
    expect((await world.cycle()).status.quarantine?.reason).toBe('EncounteredEscrowProportionThreshold');
  });

  test('a stop ends between two records, and the next cycle goes on', async () => {
    const world = await createWorld({ engine: { recordsInFlight: 1 } });
    for (let n = 0; n < 6; n++) world.source.put(aPerson());
    const stop = new AbortController();
    let posts = 0;
    world.target.fault = (request) => {
      if (isPost(request) && ++posts === 3) stop.abort();
      return undefined;
    };
    const { status } = await world.cycle(stop.signal);
    expect(status.quarantine).toBeUndefined();
    expect(world.target.users).toHaveLength(3);
    await world.cycle();
    expect(world.target.users).toHaveLength(6);
    expect(posts).toBe(6);
  });
});
