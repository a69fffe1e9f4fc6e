import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { systemClock } from '@drawbridge/base';
import { answers, startScriptedTarget, transportContract, type ScriptedTarget } from '@drawbridge/testkit';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  createDirectTransport,
  type DirectTransport,
  type DirectTransportOptions,
  type HttpRequest,
} from '../src/index.ts';

transportContract('the direct road', async ({ maxAnswerBytes }) => {
  const transport = createDirectTransport({ clock: systemClock, allowPrivateAddresses: true, maxAnswerBytes });
  return { transport, close: () => transport.close() };
});

const get = (url: string): HttpRequest => ({ method: 'GET', url, headers: {}, deadlineMs: 20_000 });

describe('direct transport', () => {
  let target: ScriptedTarget;
  const opened: DirectTransport[] = [];
  const open = (options: Partial<DirectTransportOptions> = {}): DirectTransport => {
    const transport = createDirectTransport({ clock: systemClock, allowPrivateAddresses: true, ...options });
    opened.push(transport);
    return transport;
  };

  beforeEach(async () => {
    target = await startScriptedTarget();
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((transport) => transport.close()));
    await target.close();
  });

  test('requests one after the other do not open a connection each', async () => {
    const transport = open();
    target.otherwise(answers.json(200, {}));
    for (let i = 0; i < 30; i += 1) await transport.send(get(target.url));
    // The next one may be sent before the last one's connection is noticed to be free.
    expect(target.connections).toBeLessThanOrEqual(2);
  });

  test('no more connections are opened to an origin than allowed', async () => {
    const transport = open({ maxConnectionsPerOrigin: 3 });
    target.otherwise(answers.json(200, {}));
    await Promise.all(Array.from({ length: 50 }, () => transport.send(get(target.url))));
    expect(target.connections).toBeLessThanOrEqual(3);
  });

  test('a redirect is handed back and not followed', async () => {
    target.answer(answers.redirect('http://169.254.169.254/latest/meta-data/'));
    const response = await open().send(get(target.url));
    expect(response).toMatchObject({ status: 302, headers: { location: 'http://169.254.169.254/latest/meta-data/' } });
  });

  test('what is said to be gzip is handed back as it came', async () => {
    target.answer(answers.gzipGarbage());
    expect(Buffer.from((await open().send(get(target.url))).body).toString()).toBe('this is not gzip');
  });

  test('a host name that does not exist cannot be resolved', async () => {
    const error = open().send(get('http://no-such-host.invalid/scim'));
    await expect(error).rejects.toMatchObject({ code: 'TARGET_NAME_NOT_RESOLVED' });
  });

  test('a request that waits for a connection ends with its deadline and is never sent', async () => {
    const transport = open({ maxConnectionsPerOrigin: 1 });
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    target.answer(answers.held(held, answers.status(204))).otherwise(answers.status(204));
    const first = transport.send(get(`${target.url}/first`));
    await target.received(1);
    const second = transport.send({ ...get(`${target.url}/second`), deadlineMs: 50 });
    await expect(second).rejects.toMatchObject({ code: 'TARGET_TIMEOUT' });
    release();
    await first;
    await transport.send(get(`${target.url}/third`));
    expect(target.requests.map((request) => request.target)).toEqual(['/first', '/third']);
  });

  test('closing ends what is under way', async () => {
    const transport = open();
    target.answer(answers.nothing());
    const pending = transport.send(get(target.url)).catch((error: unknown) => error);
    await target.received(1);
    await transport.close();
    expect(await pending).toMatchObject({ code: 'ABORTED' });
    await expect(transport.send(get(target.url))).rejects.toMatchObject({ code: 'ABORTED' });
  });

  test.each(['ftp://host/scim', 'file:///etc/passwd', 'not a url', ''])('%j is not sent anywhere', async (url) => {
    await expect(open().send(get(url))).rejects.toMatchObject({ code: 'TENANT_URL_INVALID' });
  });

  describe('over TLS', () => {
    const pem = (name: string): string =>
      readFileSync(new URL(`fixtures/localhost.${name}.pem`, import.meta.url), 'utf8');
    const tls = { key: pem('key'), cert: pem('crt') };

    test('a certificate of an unknown authority is refused, and the message says so', async () => {
      await using secure = await startScriptedTarget({ tls });
      const error = open().send(get(secure.url));
      await expect(error).rejects.toMatchObject({ code: 'TARGET_CERTIFICATE_INVALID' });
      expect(secure.requests).toHaveLength(0);
    });

    test('an authority from the configuration is trusted', async () => {
      await using secure = await startScriptedTarget({ tls });
      secure.answer(answers.status(204));
      expect((await open({ ca: tls.cert }).send(get(secure.url))).status).toBe(204);
    });

    test('a certificate for another host is refused', async () => {
      await using secure = await startScriptedTarget({ tls });
      const transport = open({
        ca: tls.cert,
        resolve: (_host, _options, done) => done(null, [{ address: '127.0.0.1', family: 4 }]),
      });
      const error = transport.send(get(`https://other.example:${secure.port}/`));
      await expect(error).rejects.toMatchObject({ code: 'TARGET_CERTIFICATE_INVALID' });
    });

    test('https to a port that speaks http is unreachable', async () => {
      const error = open().send(get(target.url.replace('http:', 'https:')));
      await expect(error).rejects.toMatchObject({ code: 'TARGET_UNREACHABLE' });
    });
  });

  describe('addresses it does not connect to', () => {
    /** True names with false addresses, one answer per look-up. */
    const resolvesTo = (
      ...perLookup: readonly (readonly string[])[]
    ): NonNullable<DirectTransportOptions['resolve']> => {
      let call = 0;
      return (_host, _options, done) => {
        const addresses = perLookup[Math.min(call, perLookup.length - 1)] ?? [];
        call += 1;
        done(
          null,
          addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
        );
      };
    };

    test.each([
      '127.0.0.1',
      '2130706433',
      '0x7f.1',
      '0177.0.0.1',
      '[::1]',
      '[::ffff:127.0.0.1]',
      '[::ffff:7f00:1]',
      'localhost',
      '10.0.0.1',
    ])('host %s is refused unless private addresses are allowed', async (host) => {
      const error = open({ allowPrivateAddresses: false }).send(get(`http://${host}:${target.port}/scim`));
      await expect(error).rejects.toMatchObject({ code: 'TARGET_ADDRESS_REFUSED' });
      expect(target.connections).toBe(0);
    });

    test.each([
      '169.254.169.254',
      '[::ffff:169.254.169.254]',
      '[fe80::1]',
      '[fd00:ec2::254]',
      '[64:ff9b::a9fe:a9fe]',
      '2852039166',
    ])('host %s is refused even where private addresses are allowed', async (host) => {
      const error = open().send(get(`http://${host}/latest/meta-data/`));
      await expect(error).rejects.toMatchObject({ code: 'TARGET_ADDRESS_REFUSED' });
    });

    test.each(['127.0.0.1', '::1', '::ffff:10.1.2.3', '192.168.1.1', '169.254.169.254'])(
      'a public name that leads to %s is refused',
      async (address) => {
        const transport = open({ allowPrivateAddresses: false, resolve: resolvesTo([address]) });
        const error = transport.send(get(`http://scim.example:${target.port}/scim`));
        await expect(error).rejects.toMatchObject({
          code: 'TARGET_ADDRESS_REFUSED',
          message: expect.stringContaining(address) as string,
        });
        expect(target.connections).toBe(0);
      },
    );

    test('a name that leads to a refused and an allowed address is reached by the allowed one only', async () => {
      target.answer(answers.status(204));
      const transport = open({ resolve: resolvesTo(['169.254.169.254', '127.0.0.1']) });
      expect((await transport.send(get(`http://scim.example:${target.port}/`))).status).toBe(204);
    });

    test('a name that answers differently the second time gains nothing', async () => {
      const transport = open({ resolve: resolvesTo(['127.0.0.1'], ['169.254.169.254']) });
      const url = `http://scim.example:${target.port}/`;
      target.answer(answers.status(204, { connection: 'close' }));
      expect((await transport.send(get(url))).status).toBe(204);
      await expect(transport.send(get(url))).rejects.toMatchObject({ code: 'TARGET_ADDRESS_REFUSED' });
    });

    test('the target listens on the loopback address that the refused requests named', async () => {
      const socket = connect(target.port, '127.0.0.1');
      await new Promise((resolve) => socket.once('connect', resolve));
      socket.destroy();
      expect(target.connections).toBe(1);
    });
  });
});
