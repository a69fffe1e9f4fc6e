/** A crash of any of the three programs, at any moment of a first cycle, loses nothing and does nothing twice. */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { differences } from './support/differences.ts';
import { seededRandom } from './support/random.ts';
import { startEverything, type Everything } from './support/start-everything.ts';

const people = 5_000;
const rounds = 5;

const victims: Readonly<Record<string, (everything: Everything) => Everything['service']>> = {
  service: ({ service }) => service,
  agent: ({ agents }) => agents[0]!,
  target: ({ target }) => target,
};

test.for(Object.keys(victims))(
  'a first cycle survives kill -9 of the %s at random moments',
  async (name, { annotate }) => {
    const random = seededRandom();
    await annotate(`Repeat with DRAWBRIDGE_TEST_SEED=${random.seed}`);
    await using everything = await startEverything({ people });
    const application = await everything.addApplication();
    await application.assignAllGroups();
    const victim = victims[name]!(everything);

    await application.start();
    let kills = 0;
    for (; kills < rounds; kills++) {
      await sleep(random.between(50, 4_000));
      if ((await application.status()).lastSuccessfulExecution) break;
      await victim.killAndStart();
    }
    await application.untilSteady({ timeoutMs: 180_000 });

    expect(kills, 'kills during the first cycle').toBeGreaterThan(2);
    expect(await differences(everything.people, everything.scim)).toEqual([]);
    const logged = new Set((await application.log()).map((record) => record.sourceIdentity.id));
    expect(await unlogged(everything, logged)).toEqual([]);
  },
);

async function unlogged({ graph }: Everything, logged: ReadonlySet<string>): Promise<string[]> {
  const missing: string[] = [];
  for (const kind of ['users', 'groups']) {
    for await (const { id } of graph.list<{ id: string }>(`/v1.0/${kind}?$select=id&$top=999`)) {
      if (!logged.has(id)) missing.push(id);
    }
  }
  return missing;
}
