/**
 * A TCP proxy that misbehaves on request, between two real processes: freezes a connection without a word (no RST, no
 * FIN), cuts it, delays it, slows it down. What a firewall, a suspended machine or a bad line do.
 */
import { createServer, connect, type AddressInfo, type Socket } from 'node:net';
import { systemClock } from '@drawbridge/base';

export type FaultProxy = {
  readonly port: number;
  /** Bytes of both directions are held, as are closes and new connections, until `thaw`. */
  freeze(): void;
  thaw(): void;
  /** Resets every connection there is; new ones are accepted. */
  cut(): void;
  /** Each piece of data arrives this much later, one after the other. 0 ends it. */
  delay(ms: number): void;
  /** Limits each direction of each connection. 0 ends it. */
  throttle(bytesPerSecond: number): void;
  /** Connections that are open now. */
  connections(): number;
  close(): Promise<void>;
};

export async function startFaultProxy(target: { readonly host: string; readonly port: number }): Promise<FaultProxy> {
  const sockets = new Set<Socket>();
  let delayMs = 0;
  let bytesPerSecond = 0;
  let frozen: PromiseWithResolvers<void> | undefined;

  /** Moves one direction, piece by piece; ends the far side as the near side ended, once not frozen. */
  const pump = async (from: Socket, to: Socket): Promise<void> => {
    try {
      for await (const piece of from as AsyncIterable<Buffer>) {
        if (delayMs > 0) await systemClock.sleep(delayMs);
        if (bytesPerSecond > 0) await systemClock.sleep((piece.length / bytesPerSecond) * 1000);
        await frozen?.promise;
        if (!to.write(piece)) await drained(to);
      }
      await frozen?.promise;
      to.end();
    } catch {
      // A reset on one side becomes a reset on the other.
      await frozen?.promise;
      to.resetAndDestroy();
    }
  };

  const server = createServer({ allowHalfOpen: true }, (near) => void serve(near));
  const serve = async (near: Socket): Promise<void> => {
    track(near);
    await frozen?.promise;
    const far = connect({ ...target, allowHalfOpen: true });
    track(far);
    far.setNoDelay(true);
    near.setNoDelay(true);
    await Promise.all([pump(near, far), pump(far, near)]);
  };
  const track = (socket: Socket): void => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    // The pump sees the error as well; this keeps an early one from ending the process.
    socket.on('error', () => socket.destroy());
  };

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const thaw = (): void => {
    frozen?.resolve();
    frozen = undefined;
  };
  const cut = (): void => sockets.forEach((socket) => socket.resetAndDestroy());
  return {
    port: (server.address() as AddressInfo).port,
    freeze: () => void (frozen ??= Promise.withResolvers<void>()),
    thaw,
    cut,
    delay: (ms) => void (delayMs = ms),
    throttle: (limit) => void (bytesPerSecond = limit),
    connections: () => Math.ceil(sockets.size / 2),
    close: async () => {
      cut();
      thaw();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

const drained = (socket: Socket): Promise<void> =>
  new Promise((resolve) => {
    socket.once('drain', resolve);
    socket.once('close', () => resolve());
  });
