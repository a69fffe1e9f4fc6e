/** The tunnel through a bad network: restarts, a connection that freezes without a word, an agent that is lost mid-cycle. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { GraphError } from '@drawbridge/testkit/processes';
import { expect, test } from 'vitest';
import type { Application } from './support/application.ts';
import { differences } from './support/differences.ts';
import { startEverything, type Everything, type EverythingOptions } from './support/start-everything.ts';
import { waitFor } from './support/wait-for.ts';

const bothRoads = { service: true, target: true };

async function startCycle(options: EverythingOptions): Promise<{ everything: Everything; application: Application }> {
  const everything = await startEverything({ people: 2_000, proxied: bothRoads, ...options });
  const application = await everything.addApplication();
  await application.assignAllGroups();
  await application.start();
  return { everything, application };
}

/** In the middle of the people: what follows is done to a cycle at work. */
async function midCycle({ scim, people }: Everything): Promise<void> {
  const arrived = await waitFor(
    'the first people in the target',
    async () => {
      const count = await scim.countUsers();
      return count >= 100 && count;
    },
    { everyMs: 10 },
  );
  expect(arrived).toBeLessThan(people.users.length);
}

async function arrivedWhole({ people, scim }: Everything, application: Application): Promise<void> {
  await application.untilSteady({ timeoutMs: 120_000 });
  expect(await differences(people, scim)).toEqual([]);
}

/** What a request comes to that is under way through an agent, and after how long. */
async function requestUnderWay(application: Application): Promise<{ ms: number; code: string }> {
  const started = performance.now();
  const code = await application.testConnection().then(
    () => 'answered',
    (error: unknown) =>
      (error as GraphError & { body: { error: { innerError: { code: string } } } }).body.error.innerError.code,
  );
  return { ms: performance.now() - started, code };
}

test('a service that is restarted in the middle of a first cycle goes on with it', async () => {
  const { everything, application } = await startCycle({});
  await using _ = everything;
  await midCycle(everything);
  await everything.service.stop();
  await everything.service.start();
  await arrivedWhole(everything, application);
});

test('an agent that is restarted in the middle of a first cycle goes on with it', async () => {
  const { everything, application } = await startCycle({});
  await using _ = everything;
  await midCycle(everything);
  await everything.agents[0]!.stop();
  await everything.agents[0]!.start();
  await arrivedWhole(everything, application);
});

test('of two agents one is killed in the middle of a first cycle, and the other goes on at once', async () => {
  const { everything, application } = await startCycle({ agents: 2 });
  await using _ = everything;
  await midCycle(everything);
  const [killed, left] = everything.agents;
  await killed!.kill();
  await arrivedWhole(everything, application);
  expect((await application.status()).lastCycleTally?.failed).toBe(0);
  expect(left!.output()).not.toContain('connected again');
});

test('connections that break off in the middle of a first cycle cost a repetition, not the cycle', async () => {
  const { everything, application } = await startCycle({});
  await using _ = everything;
  await midCycle(everything);
  everything.targetProxy!.cut();
  await sleep(300);
  everything.serviceProxy!.cut();
  await arrivedWhole(everything, application);
});

test('a request whose agent is killed fails at once', async () => {
  await using everything = await startEverything({ proxied: bothRoads });
  const application = await everything.addApplication();
  everything.targetProxy!.freeze();
  const underWay = requestUnderWay(application);
  await waitFor('the request at the target', () => everything.targetProxy!.connections() > 0);
  const killedAt = performance.now();
  await everything.agents[0]!.kill();
  const { code } = await underWay;
  expect(code).toBe('AGENT_OFFLINE');
  expect(performance.now() - killedAt).toBeLessThan(2_000);
});

test('a connection that is frozen for a minute is noticed within two heartbeats, and the cycle comes to its end after it', async () => {
  const { everything, application } = await startCycle({});
  await using _ = everything;
  await midCycle(everything);

  everything.serviceProxy!.freeze();
  const frozenAt = performance.now();
  const { code, ms } = await requestUnderWay(application);
  expect(code).toBe('AGENT_OFFLINE');
  expect(ms).toBeLessThan(2 * 15_000 + 3_000);

  await sleep(60_000 - (performance.now() - frozenAt));
  everything.serviceProxy!.thaw();
  await arrivedWhole(everything, application);
});
