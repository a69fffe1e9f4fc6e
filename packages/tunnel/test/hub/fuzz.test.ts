import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { describe, expect, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { systemClock } from '@drawbridge/base';
import { createAssertion } from '../../src/agent/assertion.ts';
import { encodeFrame, frameCodes, tunnelProtocol, type Frame } from '../../src/wire/index.ts';
import { get, groupId, listen, software, startWorld, until, type World } from '../support/start-world.ts';

/** A peer that has a right to connect and then says what it likes. */
async function rogueAgent(world: World): Promise<{ socket: WebSocket; agentId: string }> {
  const identity = await world.enrolAgent();
  world.registry.setGroup(groupId, [identity.agentId]);
  world.hub.groupsChanged();
  const socket = new WebSocket(`wss://localhost:${world.proxy.port}/agent/channel`, [tunnelProtocol], {
    ca: world.authority.certificatePem,
    headers: { Authorization: `Bearer ${createAssertion(identity, software, systemClock)}` },
  });
  socket.on('error', () => {});
  await new Promise((resolve) => socket.once('open', resolve));
  await until(() => world.hub.agentStatus().some(({ agentId }) => agentId === identity.agentId));
  return { socket, agentId: identity.agentId };
}

const head = Buffer.alloc(9);
const garbage: readonly (readonly [string, () => Buffer | string])[] = [
  ['random bytes', () => randomBytes(100)],
  ['text', () => 'hello'],
  ['an empty message', () => Buffer.alloc(0)],
  ['a truncated header', () => head.subarray(0, 5)],
  ['an unknown type', () => Buffer.from([99, 0, 0, 0, 0, 0, 0, 0, 0])],
  ['a length beyond the message', () => Buffer.from([3, 0, 0, 0, 1, 255, 255, 255, 255])],
  ['a head that is no JSON', () => Buffer.concat([Buffer.from([2, 0, 0, 0, 1, 0, 0, 0, 1]), Buffer.from('{')])],
  [
    'deeply nested JSON',
    () => {
      const json = '['.repeat(30_000);
      const bytes = Buffer.alloc(9);
      bytes[0] = 2;
      bytes.writeUInt32BE(1, 1);
      bytes.writeUInt32BE(json.length, 5);
      return Buffer.concat([bytes, Buffer.from(json)]);
    },
  ],
  ['a message over the limit', () => randomBytes(1024 * 1024 + 1)],
  [
    'a frame of the other direction',
    () =>
      encodeFrame({
        type: 'request',
        stream: 1,
        head: { method: 'GET', url: 'http://a/', headers: {}, deadlineMs: 1 },
      }),
  ],
  ['an answer to a stream never opened', () => encodeFrame({ type: 'end', stream: 77 })],
];

describe('a hub', () => {
  test('drops an agent that sends garbage, and goes on serving others', async () => {
    await using world = await startWorld();
    for (const [what, message] of garbage) {
      const { socket, agentId } = await rogueAgent(world);
      socket.send(message());
      await until(() => world.hub.agentStatus().every((status) => status.agentId !== agentId), what);
    }
    await world.startAgent();
    expect((await world.hub.send(groupId, get(world.targetUrl))).status).toBe(200);
  });

  test('fails the call when its answer breaks the rules', async () => {
    await using world = await startWorld();
    const response: Frame = { type: 'response', stream: 1, head: { status: 200, headers: {} } };
    const body: Frame = { type: 'body', stream: 1, bytes: Buffer.alloc(65_536) };
    const broken: readonly (readonly Frame[])[] = [
      [{ type: 'end', stream: 1 }],
      [body],
      [response, response],
      [response, ...Array.from({ length: 9 }, () => body)],
    ];
    for (const frames of broken) {
      const { socket } = await rogueAgent(world);
      const sent = world.hub.send(groupId, get(world.targetUrl));
      await until(() => world.hub.agentStatus()[0]?.inFlight === 1);
      for (const frame of frames) socket.send(encodeFrame(frame));
      await expect(sent).rejects.toMatchObject({ code: 'AGENT_OFFLINE' });
      await until(() => world.hub.agentStatus().length === 0);
    }
  });

  test('is not troubled by answers to calls that have ended meanwhile', async () => {
    await using world = await startWorld();
    const { socket } = await rogueAgent(world);
    await expect(world.hub.send(groupId, get(world.targetUrl, 20))).rejects.toMatchObject({ code: 'AGENT_TIMEOUT' });
    for (const frame of [
      { type: 'response', stream: 1, head: { status: 200, headers: {} } },
      { type: 'end', stream: 1 },
    ] as const)
      socket.send(encodeFrame(frame));
    const next = world.hub.send(groupId, get(world.targetUrl));
    for (const frame of [
      { type: 'response', stream: 2, head: { status: 204, headers: {} } },
      { type: 'end', stream: 2 },
    ] as const) {
      await until(() => world.hub.agentStatus()[0]?.inFlight === 1);
      socket.send(encodeFrame(frame));
    }
    expect((await next).status).toBe(204);
  });
});

describe('an agent', () => {
  test('drops a service that sends garbage, dials again, and stays alive', async () => {
    await using world = await startWorld();
    const identity = await world.enrolAgent();
    const messages = garbage
      .filter(([what]) => what !== 'a frame of the other direction')
      .map(([, message]) => message);
    messages.push(() => encodeFrame({ type: 'response', stream: 1, head: { status: 200, headers: {} } }));
    const rogue = createServer();
    const sockets = new WebSocketServer({ server: rogue, handleProtocols: () => tunnelProtocol });
    let connections = 0;
    let say: () => Buffer | string = () => '';
    sockets.on('connection', (socket) => {
      socket.on('error', () => {});
      connections += 1;
      socket.send(say());
    });
    const port = await listen(rogue);
    for (const message of messages) {
      say = message;
      connections = 0;
      const agent = world.runAgent({ ...identity, serviceUrl: `http://127.0.0.1:${port}` });
      await until(() => connections >= 2);
      await agent.stop();
    }
    sockets.close();
    rogue.closeAllConnections();
    rogue.close();
  });

  test('refuses a service of another version with a sentence, and keeps trying', async () => {
    await using world = await startWorld();
    const identity = await world.enrolAgent();
    const reasons: unknown[] = [];
    const other = createServer();
    const sockets = new WebSocketServer({ server: other, handleProtocols: () => 'drawbridge.tunnel.v9' });
    const port = await listen(other);
    const logger = {
      warn: (facts: object) => reasons.push(facts),
      info: () => {},
      error: () => {},
      debug: () => {},
      child: () => logger,
    };
    const agent = world.runAgent({ ...identity, serviceUrl: `http://127.0.0.1:${port}` }, { logger: logger as never });
    await until(() => reasons.length >= 2);
    expect(reasons[0]).toMatchObject({
      code: 'AGENT_PROTOCOL_ERROR',
      reason: `This side speaks ${tunnelProtocol}, the other side offers drawbridge.tunnel.v9: update the older of agent and service.`,
    });
    await agent.stop();
    sockets.close();
    other.closeAllConnections();
    other.close();
  });

  test('takes a web page in place of a service for what it is, and keeps trying', async () => {
    await using world = await startWorld();
    const identity = await world.enrolAgent();
    const reasons: unknown[] = [];
    const page = createServer(
      (_request, response) =>
        void response.writeHead(403, { 'content-type': 'text/html' }).end('<html>AGENT_REVOKED</html>'),
    );
    const port = await listen(page);
    const logger = {
      warn: (facts: object) => reasons.push(facts),
      info: () => {},
      error: () => {},
      debug: () => {},
      child: () => logger,
    };
    const agent = world.runAgent({ ...identity, serviceUrl: `http://127.0.0.1:${port}` }, { logger: logger as never });
    await until(() => reasons.length >= 2);
    expect(reasons[0]).toMatchObject({ code: 'SERVICE_UNREACHABLE', reason: expect.stringContaining('HTTP 403') });
    await agent.stop();
    page.closeAllConnections();
    page.close();
  });

  test('the frame codes are those of the reference', () => {
    expect(frameCodes).toEqual({
      request: 1,
      response: 2,
      body: 3,
      end: 4,
      cancel: 5,
      window: 6,
      error: 7,
      ping: 8,
      pong: 9,
      policy: 10,
      goodbye: 11,
    });
  });
});
