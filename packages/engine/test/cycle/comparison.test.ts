/** What others change in the application behind our back. */
import { aPerson } from '@drawbridge/testkit';
import { expect, test } from 'vitest';
import { FakeClock } from '../fake-clock.ts';
import { createWorld } from '../world.ts';

const hour = 3_600_000;

async function changedBehindOurBack(settings: Record<string, string>) {
  const clock = new FakeClock();
  const world = await createWorld({ clock, job: { settings } });
  const ada = world.source.put(aPerson());
  const gone = world.source.put(aPerson());
  await world.settle();
  const account = world.target.user(ada.principalName!)!;
  account['displayName'] = 'Somebody else';
  world.target.forget('Users', String(world.target.user(gone.principalName!)!['id']));
  return { world, clock, ada, gone };
}

test('is put right when the hours between comparisons have passed, and the log says what it was', async () => {
  const { world, clock, ada, gone } = await changedBehindOurBack({ CompareEveryHours: '24' });
  clock.advance(23 * hour);
  await world.cycle();
  expect(world.target.user(ada.principalName!)!['displayName']).toBe('Somebody else');
  clock.advance(hour);
  const { status } = await world.cycle();
  expect(status.lastTally).toMatchObject({ updated: 1, created: 1, failed: 0 });
  expect(world.target.user(ada.principalName!)!['displayName']).toBe(ada.displayName);
  expect(world.target.user(gone.principalName!)).toBeDefined();
  expect(world.lastLogOf(ada.id)!.modifiedProperties).toContainEqual(
    expect.objectContaining({ displayName: 'displayName', oldValue: 'Somebody else' }),
  );
  const requests = world.target.requests.length;
  await world.cycle();
  expect(world.target.requests.length - requests).toBeLessThanOrEqual(1);
});

test('is not looked for without the setting', async () => {
  const { world, clock, ada } = await changedBehindOurBack({});
  clock.advance(8_760 * hour);
  await world.cycle();
  expect(world.target.user(ada.principalName!)!['displayName']).toBe('Somebody else');
});
