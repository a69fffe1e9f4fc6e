import { createHash, randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { echo, elapsed, get, groupId, post, startWorld, until } from '../support/start-world.ts';

const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

describe('the tunnel', () => {
  test('a request reaches the target as it was sent, and the answer comes back', async () => {
    await using world = await startWorld();
    const { identity } = await world.startAgent();
    const request = {
      ...post(`${world.targetUrl}/scim/Users?filter=userName%20eq%20%22%C3%B6%22`, Buffer.from('{"a":"漢"}')),
      idempotencyKey: 'k1',
    };
    const answer = await world.hub.send(groupId, request);
    expect(answer.status).toBe(200);
    expect(answer.headers['x-method']).toBe('POST');
    expect(answer.headers['x-url']).toBe('/scim/Users?filter=userName%20eq%20%22%C3%B6%22');
    expect(Buffer.from(answer.body).toString()).toBe('{"a":"漢"}');
    expect(answer.agentId).toBe(identity.agentId);
    expect(answer.durationMs).toBeGreaterThan(0);
  });

  test('a thousand concurrent requests of mixed sizes come back intact', async () => {
    await using world = await startWorld();
    await world.startAgent();
    const sizes = [0, 1, 100, 950, 4096, 65_535, 65_536, 65_537, 300_000];
    const bodies = Array.from({ length: 1000 }, (_, index) => randomBytes(sizes[index % sizes.length]!));
    const answers = await Promise.all(
      bodies.map((body) => world.hub.send(groupId, post(world.targetUrl, body, 60_000))),
    );
    answers.forEach((answer, index) => expect(digest(answer.body)).toBe(digest(bodies[index]!)));
    await until(() => world.hub.agentStatus()[0]?.inFlight === 0);
  });

  test('bodies of 16 MiB go both ways, and small requests overtake them', async () => {
    await using world = await startWorld();
    await world.startAgent();
    const large = randomBytes(16 * 1024 * 1024);
    let isLargeDone = false;
    const slow = world.hub.send(groupId, post(world.targetUrl, large, 60_000)).then((answer) => {
      isLargeDone = true;
      return answer;
    });
    const small = await world.hub.send(groupId, get(world.targetUrl));
    expect(small.status).toBe(200);
    expect(isLargeDone).toBe(false);
    expect(digest((await slow).body)).toBe(digest(large));
  });

  test('a request body over the limit is refused before it is sent', async () => {
    await using world = await startWorld({ hub: { maxBodyBytes: 1000 } });
    await world.startAgent();
    await expect(world.hub.send(groupId, post(world.targetUrl, randomBytes(1001)))).rejects.toMatchObject({
      code: 'REQUEST_TOO_LARGE',
    });
  });

  test('an answer over the limit fails with TARGET_ANSWER_TOO_LARGE and costs no other request anything', async () => {
    await using world = await startWorld({ target: (_request, response) => void response.end(randomBytes(100_000)) });
    await world.startAgent({ maxBodyBytes: 50_000 });
    await expect(world.hub.send(groupId, get(world.targetUrl))).rejects.toMatchObject({
      code: 'TARGET_ANSWER_TOO_LARGE',
    });
    expect(world.hub.agentStatus()).toHaveLength(1);
  });

  test('an abort of the caller reaches the target', async () => {
    let isGone = false;
    await using world = await startWorld({ target: (request) => void request.once('close', () => (isGone = true)) });
    await world.startAgent();
    const abort = new AbortController();
    const sent = world.hub.send(groupId, get(world.targetUrl), abort.signal);
    await until(() => world.hub.agentStatus()[0]?.inFlight === 1);
    await until(
      async () => new Promise((resolve) => world.target.getConnections((_error, count) => resolve(count === 1))),
    );
    abort.abort();
    await expect(sent).rejects.toMatchObject({ code: 'ABORTED' });
    await until(() => isGone);
    expect(world.hub.agentStatus()[0]?.inFlight).toBe(0);
  });

  test('a deadline that passes ends the request with AGENT_TIMEOUT, at the target too', async () => {
    let isGone = false;
    await using world = await startWorld({ target: (request) => void request.once('close', () => (isGone = true)) });
    await world.startAgent();
    const took = await elapsed(() =>
      expect(world.hub.send(groupId, get(world.targetUrl, 100))).rejects.toMatchObject({
        code: 'AGENT_TIMEOUT',
        reaction: 'retry',
      }),
    );
    expect(took).toBeLessThan(2000);
    await until(() => isGone);
  });

  test('a group without agents says so at once, and so does one whose agents are not connected', async () => {
    await using world = await startWorld();
    await expect(world.hub.send('nobody', get(world.targetUrl))).rejects.toMatchObject({ code: 'AGENT_NOT_ASSIGNED' });
    const { agentId } = await world.enrolAgent();
    world.registry.setGroup('absent', [agentId]);
    await expect(world.hub.send('absent', get(world.targetUrl))).rejects.toMatchObject({
      code: 'AGENT_OFFLINE',
      reaction: 'wait',
    });
    expect(await world.hub.isConnected('absent')).toBe(false);
  });

  test('an assignment is live at once after groupsChanged, and within a second without it', async () => {
    await using world = await startWorld();
    const { identity } = await world.startAgent();
    await expect(world.hub.send('new', get(world.targetUrl))).rejects.toMatchObject({ code: 'AGENT_NOT_ASSIGNED' });
    world.registry.setGroup('new', [identity.agentId]);
    world.hub.groupsChanged();
    expect((await world.hub.send('new', get(world.targetUrl))).status).toBe(200);
    await expect(world.hub.send('newer', get(world.targetUrl))).rejects.toMatchObject({ code: 'AGENT_NOT_ASSIGNED' });
    world.registry.setGroup('newer', [identity.agentId]);
    expect(await elapsed(() => until(() => world.hub.isConnected('newer')))).toBeLessThan(1500);
  });

  test('requests over the limit in flight wait their turn, and beyond the queue are refused', async () => {
    const held: (() => void)[] = [];
    await using world = await startWorld({
      hub: { maxInFlightPerAgent: 2, maxQueued: 3 },
      target: (_request, response) => void held.push(() => response.end()),
    });
    await world.startAgent();
    const sent = Array.from({ length: 5 }, () => world.hub.send(groupId, get(world.targetUrl)));
    await until(() => held.length === 2);
    await expect(world.hub.send(groupId, get(world.targetUrl))).rejects.toMatchObject({ code: 'AGENT_BUSY' });
    while (held.length > 0) {
      held.shift()!();
      await until(() => held.length === 2 || world.hub.agentStatus()[0]!.inFlight < 2);
    }
    expect((await Promise.all(sent)).map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
  });

  test('queued requests obey abort and deadline', async () => {
    await using world = await startWorld({ hub: { maxInFlightPerAgent: 1 }, target: () => {} });
    await world.startAgent();
    const abort = new AbortController();
    const first = world.hub.send(groupId, get(world.targetUrl), abort.signal);
    const late = world.hub.send(groupId, get(world.targetUrl, 50));
    const aborted = world.hub.send(groupId, get(world.targetUrl), abort.signal);
    await expect(late).rejects.toMatchObject({ code: 'AGENT_TIMEOUT' });
    abort.abort();
    await expect(aborted).rejects.toMatchObject({ code: 'ABORTED' });
    await expect(first).rejects.toMatchObject({ code: 'ABORTED' });
  });

  test('a request that HTTP does not allow is refused without touching the connection', async () => {
    await using world = await startWorld();
    await world.startAgent();
    for (const wrong of [
      { method: 'get' },
      { url: 'ftp://x/' },
      { url: '/relative' },
      { headers: { 'X-A': 'a\r\nb: c' } },
      { headers: { ü: 'a' } },
      { deadlineMs: 0 },
      { deadlineMs: Number.NaN },
    ]) {
      await expect(world.hub.send(groupId, { ...get(world.targetUrl), ...wrong })).rejects.toMatchObject({
        code: 'REQUEST_INVALID',
      });
    }
    expect((await world.hub.send(groupId, get(world.targetUrl))).status).toBe(200);
  });

  test('status shows agent, version and policy; listeners hear of coming and going', async () => {
    await using world = await startWorld();
    const changes: boolean[] = [];
    const stop = world.hub.onConnectionChange(({ connected }) => changes.push(connected));
    const agent = await world.startAgent();
    expect(world.hub.agentStatus()).toMatchObject([
      {
        agentId: agent.identity.agentId,
        version: '0.0.0-test',
        os: 'test',
        inFlight: 0,
        policy: { source: 'default' },
      },
    ]);
    await agent.stop();
    await until(() => world.hub.agentStatus().length === 0);
    stop();
    expect(changes).toEqual([true, false]);
    expect(world.registry.agents.get(agent.identity.agentId)?.lastContactAt).toBeInstanceOf(Date);
  });

  test('an echo without body has none', async () => {
    await using world = await startWorld({ target: echo });
    await world.startAgent();
    const answer = await world.hub.send(groupId, get(world.targetUrl));
    expect(answer.body).toHaveLength(0);
  });
});
