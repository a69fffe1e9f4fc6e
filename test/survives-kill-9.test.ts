/** A crash of any of the three programs, at any moment of a first cycle, loses nothing and does nothing twice. */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { differences } from './support/differences.ts';
import { seededRandom } from './support/random.ts';
import { startEverything, type Everything } from './support/start-everything.ts';
import { waitFor } from './support/wait-for.ts';

const people = 5_000;
const kills = 9;

test.for(['first', 'second'])(
  'a first cycle survives kill -9 of service, agent and target in turn at random moments (%s run)',
  async (_run, { annotate }) => {
    const random = seededRandom();
    await annotate(`Repeat with DRAWBRIDGE_TEST_SEED=${random.seed}`);
    await using everything = await startEverything({ people });
    const { service, agents, target } = everything;
    const victims = [service, agents[0]!, target];
    const application = await everything.addApplication();
    await application.assignAllGroups();

    await application.start();
    let killed = 0;
    while (killed < kills) {
      await untilConnected(everything);
      await sleep(random.between(0, 2_000));
      if ((await application.status()).lastSuccessfulExecution) break;
      await victims[killed % victims.length]!.killAndStart();
      killed++;
    }
    await annotate(`${killed} kills`);
    await application.untilSteady({ timeoutMs: 120_000 });

    expect(killed, 'kills during the first cycle').toBeGreaterThanOrEqual(victims.length);
    expect(await differences(everything.people, everything.scim)).toEqual([]);
    const logged = new Set((await application.log()).map((record) => record.sourceIdentity.id));
    expect(await unlogged(everything, logged)).toEqual([]);
  },
);

/** Else the service would be killed while it has nothing to do: an agent takes its time after several attempts. */
async function untilConnected({ graph }: Everything): Promise<void> {
  await waitFor('a connected agent', async () => {
    const agents = '/beta/onPremisesPublishingProfiles/provisioning/agents';
    const { value } = await graph.call<{ value: { status: string }[] }>('GET', agents);
    return value[0]!.status === 'active';
  });
}

async function unlogged({ graph }: Everything, logged: ReadonlySet<string>): Promise<string[]> {
  const missing: string[] = [];
  for (const kind of ['users', 'groups']) {
    for await (const { id } of graph.list<{ id: string }>(`/v1.0/${kind}?$select=id&$top=999`)) {
      if (!logged.has(id)) missing.push(id);
    }
  }
  return missing;
}
