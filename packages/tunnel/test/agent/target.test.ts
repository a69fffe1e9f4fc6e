import { createServer, type RequestListener } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { createServer as createTcpServer, type Socket } from 'node:net';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { silentLogger, systemClock } from '@drawbridge/base';
import { AuditLog, loadPolicy } from '../../src/agent/index.ts';
import { createAuthority, loadAuthority } from '../../src/hub/index.ts';
import { get, groupId, listen, post, startWorld } from '../support/start-world.ts';

async function temporaryDirectory(): Promise<AsyncDisposable & { path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'drawbridge-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) };
}

/** A TCP server that does one thing with each connection. */
async function rawTarget(serve: (socket: Socket) => void): Promise<AsyncDisposable & { url: string }> {
  const sockets = new Set<Socket>();
  const server = createTcpServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    serve(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  return {
    url: `http://127.0.0.1:${port}/scim/Users?token=hush&filter=x`,
    [Symbol.asyncDispose]: async () => {
      sockets.forEach((socket) => socket.destroy());
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

describe('what goes wrong at the target comes back as a code and a sentence with the whole URL', () => {
  test('nobody listens', async () => {
    await using world = await startWorld();
    await world.startAgent();
    await expect(world.hub.send(groupId, get('http://127.0.0.1:1/scim/Users'))).rejects.toMatchObject({
      code: 'TARGET_UNREACHABLE',
      message: expect.stringContaining('http://127.0.0.1:1/scim/Users'),
    });
  });

  test('the name does not exist', async () => {
    await using world = await startWorld();
    await world.startAgent();
    await expect(world.hub.send(groupId, get('http://no-such-host.invalid/scim'))).rejects.toMatchObject({
      code: 'TARGET_NAME_NOT_RESOLVED',
    });
  });

  test('it takes the connection and hangs up, or gives half a body, or no HTTP', async () => {
    await using world = await startWorld();
    await world.startAgent();
    await using hangsUp = await rawTarget((socket) => socket.once('data', () => socket.destroy()));
    await using half = await rawTarget((socket) =>
      socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf')),
    );
    await using noHttp = await rawTarget((socket) => socket.once('data', () => socket.end('SSH-2.0-OpenSSH_9\r\n')));
    for (const { url } of [hangsUp, half, noHttp]) {
      const error: Error = await world.hub.send(groupId, get(url)).then(
        () => expect.unreachable(),
        (thrown: Error) => thrown,
      );
      expect(error).toMatchObject({
        code: 'TARGET_CONNECTION_LOST',
        message: expect.stringContaining('/scim/Users?token=***&filter=x'),
      });
      expect(error.message).not.toContain('hush');
    }
  });

  test('its certificate is not trusted, unless the policy brings its authority', async () => {
    await using directory = await temporaryDirectory();
    const authority = await loadAuthority(await createAuthority(systemClock), systemClock);
    const { keyPem, chainPem } = await authority.issueServerCertificate({ names: ['localhost'], ips: [] });
    const server = createHttpsServer(
      { key: keyPem.reveal(), cert: chainPem },
      (_request, response) => void response.end('secure'),
    );
    const port = await listen(server);
    await using world = await startWorld();
    const stranger = await world.startAgent();
    await expect(world.hub.send(groupId, get(`https://localhost:${port}/`))).rejects.toMatchObject({
      code: 'TARGET_CERTIFICATE_INVALID',
    });
    await stranger.stop();
    await writeFile(join(directory.path, 'ca.pem'), authority.certificatePem);
    await writeFile(
      join(directory.path, 'policy.yaml'),
      `allow:\n  - url: https://localhost:${port}\n    caBundle: ${join(directory.path, 'ca.pem')}\n  - https://127.0.0.1:${port}\n`,
    );
    await world.startAgent({ policy: await loadPolicy(join(directory.path, 'policy.yaml')) });
    expect(Buffer.from((await world.hub.send(groupId, get(`https://localhost:${port}/`))).body).toString()).toBe(
      'secure',
    );
    await expect(world.hub.send(groupId, get(`https://127.0.0.1:${port}/`))).rejects.toMatchObject({
      code: 'TARGET_CERTIFICATE_INVALID',
    });
    server.closeAllConnections();
    server.close();
  });

  test('https asked of a plain http port is named as that', async () => {
    await using world = await startWorld();
    await world.startAgent();
    await expect(world.hub.send(groupId, get(world.targetUrl.replace('http:', 'https:')))).rejects.toMatchObject({
      code: 'TARGET_UNREACHABLE',
      message: expect.stringContaining('http against https'),
    });
  });

  test('a redirect is an answer, and is not followed', async () => {
    await using world = await startWorld({
      target: (_request, response) => void response.writeHead(302, { location: 'http://169.254.169.254/' }).end(),
    });
    await world.startAgent();
    expect(await world.hub.send(groupId, get(world.targetUrl))).toMatchObject({
      status: 302,
      headers: { location: 'http://169.254.169.254/' },
    });
  });

  test('strange header bytes of a target do not cost the connection', async () => {
    await using world = await startWorld();
    await world.startAgent();
    await using strange = await rawTarget((socket) =>
      socket.once('data', () =>
        socket.end(
          Buffer.from('HTTP/1.1 200 OK\r\nX-Odd: caf\u00e9 \u6f22\r\nX-Fine: yes\r\nContent-Length: 2\r\n\r\nok'),
        ),
      ),
    );
    const answer = await world.hub.send(groupId, get(strange.url));
    expect(answer.headers['x-fine']).toBe('yes');
    expect(world.hub.agentStatus()).toHaveLength(1);
  });
});

describe('the policy', () => {
  const methods: RequestListener = (request, response) =>
    void response.end(`${request.method} ${request.headers.authorization ?? '-'}`);

  test('refuses what it does not allow, with the line of the rule, and sends nothing', async () => {
    await using directory = await temporaryDirectory();
    let reached = 0;
    await using world = await startWorld({
      target: (request, response) => {
        reached += 1;
        methods(request, response);
      },
    });
    const policy = join(directory.path, 'policy.yaml');
    await writeFile(policy, `# ours\nallow:\n  - ${world.targetUrl}/scim\ndeny: DELETE\n`);
    await world.startAgent({ policy: await loadPolicy(policy) });
    expect((await world.hub.send(groupId, get(`${world.targetUrl}/scim/Users`))).status).toBe(200);
    const refusal = (url: string, change: object = {}): Promise<unknown> =>
      world.hub.send(groupId, { ...get(url), ...change }).then(
        () => 'allowed',
        (error: Error) => error,
      );
    expect(await refusal(`${world.targetUrl}/scimitar`)).toMatchObject({
      code: 'AGENT_POLICY_REFUSED',
      reaction: 'fail-record',
      message: expect.stringContaining('line 3'),
    });
    expect(await refusal(`${world.targetUrl}/scim/../admin`)).toMatchObject({ code: 'AGENT_POLICY_REFUSED' });
    expect(await refusal(`${world.targetUrl}/scim/..%2fadmin`)).toMatchObject({ code: 'AGENT_POLICY_REFUSED' });
    expect(await refusal(`${world.targetUrl}/scim/Users/1`, { method: 'DELETE' })).toMatchObject({
      code: 'AGENT_POLICY_REFUSED',
      message: expect.stringContaining('line 4 denies DELETE'),
    });
    expect(
      await refusal(`${world.targetUrl}/scim/Users/1`, {
        method: 'POST',
        headers: { 'X-HTTP-Method-Override': 'delete' },
      }),
    ).toMatchObject({ code: 'AGENT_POLICY_REFUSED' });
    expect(reached).toBe(1);
    expect(world.hub.agentStatus()[0]?.policy).toMatchObject({
      source: 'file',
      allow: [`${world.targetUrl}/scim`],
      deny: ['DELETE'],
    });
  });

  test('without a file refuses link-local and metadata addresses only', async () => {
    await using world = await startWorld();
    await world.startAgent();
    for (const host of [
      '169.254.169.254',
      '[fe80::1]',
      '[::ffff:169.254.169.254]',
      '[fd00:ec2::254]',
      '2852039166',
      '0xa9fea9fe',
    ]) {
      await expect(world.hub.send(groupId, get(`http://${host}/latest/meta-data`))).rejects.toMatchObject({
        code: 'AGENT_POLICY_REFUSED',
      });
    }
  });

  test('puts in headers from local secrets, and the service never sees them', async () => {
    await using directory = await temporaryDirectory();
    await using world = await startWorld({ target: methods });
    await writeFile(join(directory.path, 'token'), 'from-file\n');
    const policy = join(directory.path, 'policy.yaml');
    await writeFile(
      policy,
      `allow:\n  - url: ${world.targetUrl}/a\n    headers:\n      Authorization: { secretRef: "file:${directory.path}/token", prefix: "Bearer " }\n  - url: ${world.targetUrl}/b\n    headers:\n      Authorization: { secretRef: "env:SCIM_TOKEN" }\n  - url: ${world.targetUrl}/c\n    headers:\n      Authorization: { secretRef: "env:MISSING" }\n`,
    );
    await world.startAgent({ policy: await loadPolicy(policy), environment: { SCIM_TOKEN: 'from-env' } });
    const answer = async (path: string): Promise<string> =>
      Buffer.from(
        (
          await world.hub.send(groupId, {
            ...get(`${world.targetUrl}${path}`),
            headers: { Authorization: 'from-service' },
          })
        ).body,
      ).toString();
    expect(await answer('/a')).toBe('GET Bearer from-file');
    expect(await answer('/b')).toBe('GET from-env');
    await expect(answer('/c')).rejects.toMatchObject({
      code: 'AGENT_SECRET_UNAVAILABLE',
      message: expect.stringContaining('MISSING is not set'),
    });
    expect(world.hub.agentStatus()[0]?.policy?.injectsHeaders).toBe(true);
  });
});

describe('the audit log', () => {
  test('has a line for each request, without query values, headers or bodies', async () => {
    await using directory = await temporaryDirectory();
    const path = join(directory.path, 'audit.log');
    const audit = new AuditLog(path, systemClock, silentLogger);
    await using world = await startWorld();
    await world.startAgent({ audit: (entry) => audit.write(entry) });
    await world.hub.send(
      groupId,
      post(`${world.targetUrl}/scim/Users?filter=userName%20eq%20%22bob%22&count=1`, Buffer.from('{"userName":"bob"}')),
    );
    await world.hub.send(groupId, get('http://169.254.169.254/')).catch(() => {});
    await audit.close();
    const lines = (await readFile(path, 'utf8'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as object);
    expect(lines).toMatchObject([
      { method: 'POST', url: `${world.targetUrl}/scim/Users?filter=***&count=***`, status: 200 },
      { method: 'GET', url: 'http://169.254.169.254/', code: 'AGENT_POLICY_REFUSED' },
    ]);
    expect(JSON.stringify(lines)).not.toContain('bob');
  });
});

describe('the channel', () => {
  test('goes through an HTTP proxy', async () => {
    await using world = await startWorld();
    const asked: string[] = [];
    const proxy = createServer();
    proxy.on('connect', (request, socket) => {
      asked.push(`${request.url} ${request.headers['proxy-authorization'] ?? ''}`);
      const [host, port] = (request.url ?? '').split(':');
      void import('node:net').then(({ connect }) => {
        const onward = connect(Number(port), host, () => {
          socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
          onward.pipe(socket).pipe(onward);
        });
        onward.on('error', () => socket.destroy());
        socket.on('error', () => onward.destroy());
      });
    });
    const port = await listen(proxy);
    await world.startAgent({ proxy: new URL(`http://user:pass@127.0.0.1:${port}`) });
    expect(asked).toEqual([`localhost:${world.proxy.port} Basic ${Buffer.from('user:pass').toString('base64')}`]);
    expect((await world.hub.send(groupId, get(world.targetUrl))).status).toBe(200);
    proxy.close();
  });
});
