/**
 * Ports for programs that are killed and started again on the same port. They are chosen outside of the range from which
 * systems give ports to outgoing connections: from there a port could be taken, or a client that dials a dead server on
 * its own host could reach itself.
 */
import { createServer } from 'node:net';

const [first, last] = [20_000, 32_000];
const given = new Set<number>();

export async function freePort(): Promise<number> {
  for (;;) {
    const port = first + Math.floor(Math.random() * (last - first));
    if (!given.has(port) && (await isFree(port))) {
      given.add(port);
      return port;
    }
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    // On every address, as HTTPS of the service listens.
    probe.listen(port, () => probe.close(() => resolve(true)));
  });
}
