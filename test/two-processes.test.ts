/**
 * Two processes of the service on one PostgreSQL: a job is worked on by one of them at a time, by the one that has its
 * agent; when that one dies in mid-cycle, the other goes on, and nothing is lost or made twice.
 *
 *   service A ─┐
 *              ├▶ gate ─▶ target         (directly)
 *   service B ─┤
 *              └◀ door ◀─ agent ─▶ gate ─▶ target
 */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { makePeople } from '@drawbridge/testkit/people';
import { startPostgres } from '@drawbridge/testkit/postgres';
import { GraphClient, runProgram, type ClientCredentials } from '@drawbridge/testkit/processes';
import { expect, test } from 'vitest';
import { Application } from './support/application.ts';
import { differences } from './support/differences.ts';
import { freePort } from './support/free-port.ts';
import { startGate } from './support/gate.ts';
import { startDoor } from './support/door.ts';
import { Restartable } from './support/restartable.ts';
import { ScimReader } from './support/scim-reader.ts';
import { enrol, fill } from './support/start-everything.ts';
import { temporaryFolder } from './support/temporary-folder.ts';
import { waitFor } from './support/wait-for.ts';

const people = makePeople(1_500);
const secretToken = randomBytes(24).toString('base64url');

test('two processes share jobs; what one leaves behind when it is killed in mid-cycle, the other goes on with', async () => {
  await using cleanup = new AsyncDisposableStack();
  const folder = cleanup.use(await temporaryFolder()).path;
  const database = cleanup.use(await startPostgres());
  const shared = {
    DATABASE_URL: await database.createDatabase(),
    DRAWBRIDGE_KEY: randomBytes(32).toString('base64'),
    DRAWBRIDGE_ALLOW_PRIVATE_ADDRESSES: 'true',
  };
  const service = async (name: string) => {
    const [port, tlsPort] = [await freePort(), await freePort()];
    const data = join(folder, name);
    const program = new Restartable('service', ['serve', '--data', data, '--port', `${port}`, '--tls-port', `${tlsPort}`], {
      env: shared,
    }); // prettier-ignore
    cleanup.defer(() => program.stop());
    await program.start();
    return { program, data, tlsPort, url: program.ready['url']! };
  };
  const target = async (name: string) => {
    const program = new Restartable('scim-app', ['--port', '0', '--data', join(folder, name)], {
      env: { DRAWBRIDGE_SCIM_TOKEN: secretToken },
    });
    cleanup.defer(() => program.stop());
    await program.start();
    const scim = new ScimReader(`${program.ready['url']}/scim`, secretToken);
    cleanup.defer(() => scim.close());
    const gate = await startGate(program.ready['url']!);
    cleanup.defer(() => gate.close());
    return { scim, gate, settings: { tenantUrl: `${gate.url}/scim`, secretToken } };
  };
  // One after the other: the first makes the tables.
  const a = await service('a');
  const [b, direct, behindAgent] = await Promise.all([service('b'), target('direct'), target('behind-agent')]);

  const { stdout } = await runProgram('service', [
    'client', 'create', '--data', a.data, '--name', 'Tests', '--role', 'Global Administrator',
  ]); // prettier-ignore
  const credentials = JSON.parse(stdout) as ClientCredentials;
  const [graphA, graphB] = [new GraphClient(a.url, credentials), new GraphClient(b.url, credentials)];
  cleanup.defer(() => graphA.close());
  cleanup.defer(() => graphB.close());
  await fill(graphA, people);

  const door = await startDoor(b.tlsPort);
  cleanup.defer(() => door.close());
  const state = join(folder, 'agent');
  await enrol(graphB, { serviceUrl: `https://localhost:${door.port}`, state });
  const agent = new Restartable('agent', ['run', '--state', state]);
  cleanup.defer(() => agent.stop());
  await agent.start();

  // While A stands still, B takes the first job. A then finds nothing to take, and asks for the second in vain.
  direct.gate.holdAfter(500);
  behindAgent.gate.holdAfter(500);
  const first = await Application.add(graphA, { ...direct.settings, template: 'Custom' });
  const second = await Application.add(graphA, behindAgent.settings);
  await second.assignAgents([agent.ready['agentId']!]);
  await Promise.all([first.assignAllGroups(), second.assignAllGroups()]);
  a.program.signal('SIGSTOP');
  const throughB = first.seenBy(graphB);
  await throughB.start();
  await waitFor('B at work', () => works(b.program, first));
  a.program.signal('SIGCONT');
  await second.start();
  await waitFor('both cycles half done', () => direct.gate.isHolding && behindAgent.gate.isHolding);
  for (const [index, { userPrincipalName }] of people.users.slice(0, 20).entries()) {
    const graph = index % 2 === 0 ? graphA : graphB;
    await graph.call('PATCH', `/v1.0/users/${userPrincipalName}`, { jobTitle: `Shared ${index}` });
  }

  expect(works(a.program, first), 'A works on the job that B has').toBe(false);
  expect(works(a.program, second), 'A works on the job whose agent is connected to B').toBe(false);
  expect(works(b.program, second)).toBe(true);
  expect([...direct.gate.repeated(), ...behindAgent.gate.repeated()]).toEqual([]);
  expect((await second.status()).quarantine).toBeNull();

  // Whoever was created last is known to the target alone.
  await b.program.kill();
  door.leadTo(a.tlsPort);
  direct.gate.open();
  behindAgent.gate.open();
  await waitFor('A to take over', () => works(a.program, first) && works(a.program, second));
  await Promise.all([first.untilSteady(), second.untilSteady()]);

  expect(await differences(people, direct.scim)).toEqual([]);
  expect(await differences(people, behindAgent.scim)).toEqual([]);
  const { userPrincipalName } = people.users[0]!;
  await graphA.call('PATCH', `/v1.0/users/${userPrincipalName}`, { jobTitle: 'Survivor' });
  for (const { scim } of [direct, behindAgent]) {
    await waitFor('a change made after it', async () => (await scim.findUser(userPrincipalName))?.title === 'Survivor');
  }
});

/** A process says which initial cycles it has begun or gone on with. */
function works(program: Restartable, { jobId }: Application): boolean {
  return program
    .output()
    .split('\n')
    .some((line) => line.includes('"Cycle under way"') && line.includes(jobId));
}
