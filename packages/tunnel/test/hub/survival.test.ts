import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { systemClock } from '@drawbridge/base';
import { describe, expect, test } from 'vitest';
import { elapsed, get, groupId, startWorld, until } from '../support/start-world.ts';

const never = (): void => {};

describe('the tunnel survives', () => {
  test('a frozen connection is noticed within two heartbeats, and its calls fail at once', async () => {
    await using world = await startWorld({ hub: { heartbeatMs: 200 }, target: never });
    await world.startAgent({ heartbeatMs: 60_000 });
    const sent = world.hub.send(groupId, get(world.targetUrl, 60_000));
    await until(() => world.hub.agentStatus()[0]?.inFlight === 1);
    world.proxy.freeze();
    const took = await elapsed(() => expect(sent).rejects.toMatchObject({ code: 'AGENT_OFFLINE', reaction: 'wait' }));
    expect(took).toBeLessThan(2 * 200 + 300);
    expect(world.hub.agentStatus()).toHaveLength(0);
  });

  test('the agent notices it too, and is back when the line is', async () => {
    await using world = await startWorld({ hub: { heartbeatMs: 200 } });
    await world.startAgent({ heartbeatMs: 200 });
    const first = world.hub.agentStatus()[0]?.since;
    world.proxy.freeze();
    await until(() => world.hub.agentStatus().length === 0);
    await expect(world.hub.send(groupId, get(world.targetUrl))).rejects.toMatchObject({ code: 'AGENT_OFFLINE' });
    world.proxy.thaw();
    await until(() => world.hub.isConnected(groupId));
    expect(world.hub.agentStatus()[0]?.since).not.toEqual(first);
    expect((await world.hub.send(groupId, get(world.targetUrl))).status).toBe(200);
  });

  test('a connection that is reset fails its calls and comes back', async () => {
    await using world = await startWorld({ target: never });
    await world.startAgent();
    const sent = world.hub.send(groupId, get(world.targetUrl));
    await until(() => world.hub.agentStatus()[0]?.inFlight === 1);
    world.proxy.cut();
    await expect(sent).rejects.toMatchObject({ code: 'AGENT_OFFLINE' });
    await until(() => world.hub.isConnected(groupId));
  });

  test('a slow line with a heartbeat shorter than its delays is not taken for a dead one', async () => {
    await using world = await startWorld({ hub: { heartbeatMs: 300 } });
    await world.startAgent({ heartbeatMs: 300 });
    const since = world.hub.agentStatus()[0]?.since;
    world.proxy.delay(100);
    for (let round = 0; round < 5; round += 1)
      expect((await world.hub.send(groupId, get(world.targetUrl))).status).toBe(200);
    expect(world.hub.agentStatus()[0]?.since).toEqual(since);
  });

  test('a restarted service has its agents back, and the requests in flight have failed', async () => {
    await using world = await startWorld();
    await world.startAgent();
    for (let round = 0; round < 3; round += 1) {
      await world.restartService();
      await until(() => world.hub.isConnected(groupId));
      expect((await world.hub.send(groupId, get(world.targetUrl))).status).toBe(200);
    }
  });

  test('a hub that is closed has noted when its agents were last there, and asks the registry no more', async () => {
    await using world = await startWorld();
    const { identity } = await world.startAgent();
    const noted: string[] = [];
    world.registry.recordContact = async (agentId) => {
      await systemClock.sleep(50);
      noted.push(agentId);
    };
    await world.hub.close();
    expect(noted).toEqual([identity.agentId]);
  });

  test('a restarted agent serves again', async () => {
    await using world = await startWorld();
    const first = await world.startAgent();
    await first.stop();
    await until(async () => !(await world.hub.isConnected(groupId)));
    world.runAgent(first.identity);
    await until(() => world.hub.isConnected(groupId));
    expect((await world.hub.send(groupId, get(world.targetUrl))).status).toBe(200);
  });

  test('a newer connection of the same agent takes over from the older', async () => {
    await using world = await startWorld();
    const first = await world.startAgent();
    const since = world.hub.agentStatus()[0]?.since.getTime() ?? 0;
    world.runAgent(first.identity);
    await until(() => (world.hub.agentStatus()[0]?.since.getTime() ?? 0) > since);
    await first.stop();
    await until(() => world.hub.isConnected(groupId));
  });

  test('an agent that stops finishes what it holds', async () => {
    const held: (() => void)[] = [];
    await using world = await startWorld({
      target: (_request, response) => void held.push(() => response.end('done')),
    });
    const agent = await world.startAgent();
    const sent = world.hub.send(groupId, get(world.targetUrl));
    await until(() => held.length === 1);
    const stopped = agent.stop();
    await until(async () => !(await world.hub.isConnected(groupId)));
    await expect(world.hub.send(groupId, get(world.targetUrl))).rejects.toMatchObject({ code: 'AGENT_OFFLINE' });
    held[0]!();
    expect(Buffer.from((await sent).body).toString()).toBe('done');
    await stopped;
  });

  test('an agent with a request that never ends stops within two seconds all the same', async () => {
    await using world = await startWorld({ target: never });
    const agent = await world.startAgent();
    const sent = world.hub.send(groupId, get(world.targetUrl));
    await until(() => world.hub.agentStatus()[0]?.inFlight === 1);
    const failed = expect(sent).rejects.toMatchObject({ code: 'AGENT_OFFLINE' });
    expect(await elapsed(() => agent.stop())).toBeLessThan(2000);
    await failed;
  });

  test('a closing service finishes what is in flight and takes nothing new', async () => {
    const held: (() => void)[] = [];
    await using world = await startWorld({
      target: (_request, response) => void held.push(() => response.end('done')),
    });
    await world.startAgent();
    const sent = world.hub.send(groupId, get(world.targetUrl));
    await until(() => held.length === 1);
    const closed = world.hub.close();
    await expect(world.hub.send(groupId, get(world.targetUrl))).rejects.toMatchObject({ code: 'AGENT_OFFLINE' });
    held[0]!();
    expect((await sent).status).toBe(200);
    await closed;
  });

  test('two agents share the load by least in flight, and one killed mid-request costs only its own calls', async () => {
    const held: (() => void)[] = [];
    await using world = await startWorld({ target: (_request, response) => void held.push(() => response.end()) });
    const [first, second] = [await world.startAgent(), await world.enrolAgent()];
    world.registry.setGroup(groupId, [first.identity.agentId, second.agentId]);
    world.hub.groupsChanged();
    // The second is a process of its own, so that it can die as processes do.
    const child = fork(fileURLToPath(new URL('../support/agent-process.ts', import.meta.url)));
    child.send({ ...second, keyPem: second.keyPem.reveal() });
    await until(() => world.hub.agentStatus().length === 2);
    const sent = Array.from({ length: 20 }, () =>
      world.hub.send(groupId, get(world.targetUrl)).then(
        ({ agentId }) => agentId,
        (error: { code: string }) => error.code,
      ),
    );
    await until(() => held.length === 20);
    expect(world.hub.agentStatus().map(({ inFlight }) => inFlight)).toEqual([10, 10]);
    child.kill('SIGKILL');
    await until(() => world.hub.agentStatus().length === 1);
    held.forEach((answer) => answer());
    const outcomes = await Promise.all(sent);
    expect(outcomes.filter((outcome) => outcome === first.identity.agentId)).toHaveLength(10);
    expect(outcomes.filter((outcome) => outcome === 'AGENT_OFFLINE')).toHaveLength(10);
    const next = world.hub.send(groupId, get(world.targetUrl));
    await until(() => held.length === 21);
    held[20]!();
    expect((await next).agentId).toBe(first.identity.agentId);
  });
});
