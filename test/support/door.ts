/** A port that leads to one process or to another, as a load balancer's does. */
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export type Door = {
  readonly port: number;
  /** New connections go there; those that are open end. */
  leadTo(port: number): void;
  close(): Promise<void>;
};

export async function startDoor(firstPort: number): Promise<Door> {
  let to = firstPort;
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(to, '127.0.0.1');
    for (const [socket, other] of [[near, far], [far, near]] as const) {
      sockets.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
      socket.pipe(other);
    } // prettier-ignore
  });
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const cut = (): void => sockets.forEach((socket) => socket.destroy());
  return {
    port: (server.address() as AddressInfo).port,
    leadTo: (port) => {
      to = port;
      cut();
    },
    close: async () => {
      cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
