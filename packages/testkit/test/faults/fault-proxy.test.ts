import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { systemClock } from '@drawbridge/base';
import { startFaultProxy } from '../../src/faults/fault-proxy.ts';

async function startEcho() {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.pipe(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const proxy = await startFaultProxy({ host: '127.0.0.1', port: (server.address() as AddressInfo).port });
  const close = async (): Promise<void> => {
    await proxy.close();
    sockets.forEach((socket) => socket.destroy());
    await new Promise((resolve) => server.close(resolve));
  };
  return { proxy, sockets, [Symbol.asyncDispose]: close };
}

/** A client that remembers what came and how it ended. */
async function dial(port: number) {
  const socket = connect(port, '127.0.0.1');
  const heard = { text: '', end: '' };
  socket.on('data', (chunk: Buffer) => (heard.text += chunk.toString()));
  socket.on('end', () => (heard.end ||= 'FIN'));
  socket.on('error', () => (heard.end ||= 'RST'));
  await new Promise((resolve) => socket.once('connect', resolve));
  return { socket, heard };
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await systemClock.sleep(2);
}

describe('the fault proxy', () => {
  test('passes bytes and the end of a connection on', async () => {
    await using echo = await startEcho();
    const { socket, heard } = await dial(echo.proxy.port);
    socket.end('hello');
    await until(() => heard.end === 'FIN');
    expect(heard.text).toBe('hello');
  });

  test('frozen, holds bytes, closes and new connections without a word, and lets them go when thawed', async () => {
    await using echo = await startEcho();
    const first = await dial(echo.proxy.port);
    first.socket.write('a');
    await until(() => first.heard.text === 'a');
    echo.proxy.freeze();
    first.socket.write('b');
    echo.sockets.forEach((socket) => socket.end());
    const second = await dial(echo.proxy.port);
    second.socket.write('c');
    await systemClock.sleep(100);
    expect(first.heard).toEqual({ text: 'a', end: '' });
    expect(second.heard).toEqual({ text: '', end: '' });
    echo.proxy.thaw();
    await until(() => second.heard.text === 'c' && first.heard.end !== '');
    second.socket.destroy();
  });

  test('cuts with a reset, and takes new connections after', async () => {
    await using echo = await startEcho();
    const first = await dial(echo.proxy.port);
    first.socket.write('a');
    await until(() => first.heard.text === 'a');
    echo.proxy.cut();
    await until(() => first.heard.end === 'RST');
    const second = await dial(echo.proxy.port);
    second.socket.write('b');
    await until(() => second.heard.text === 'b');
    second.socket.destroy();
  });

  test('delays and throttles', async () => {
    await using echo = await startEcho();
    const { socket, heard } = await dial(echo.proxy.port);
    echo.proxy.delay(60);
    let startMs = systemClock.monotonicMs();
    socket.write('a');
    await until(() => heard.text === 'a');
    expect(systemClock.monotonicMs() - startMs).toBeGreaterThan(100);
    echo.proxy.delay(0);
    echo.proxy.throttle(10_000);
    startMs = systemClock.monotonicMs();
    socket.write('x'.repeat(1000));
    await until(() => heard.text.length === 1001);
    expect(systemClock.monotonicMs() - startMs).toBeGreaterThan(150);
    socket.destroy();
  });
});
