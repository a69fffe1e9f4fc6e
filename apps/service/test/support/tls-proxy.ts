/** A proxy that ends TLS and hands the bytes on to plain HTTP, as one in front of the service does. */
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { getCACertificates, setDefaultCACertificates, TLSSocket } from 'node:tls';

type Behind = { readonly port: number; readonly keyPem: string; readonly chainPem: string; readonly caPem: string };

export type TlsProxy = AsyncDisposable & {
  readonly url: string;
  /** From now on; this process trusts the certificate authority. */
  leadTo(behind: Behind): void;
};

export async function startTlsProxy(): Promise<TlsProxy> {
  const sockets = new Set<Socket>();
  let behind: Behind | undefined;
  const server = createServer((outside) => {
    if (!behind) {
      outside.destroy();
      return;
    }
    const near = new TLSSocket(outside, { isServer: true, key: behind.keyPem, cert: behind.chainPem });
    const far = connect(behind.port, '127.0.0.1');
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
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `https://localhost:${(server.address() as AddressInfo).port}`,
    leadTo(next) {
      behind = next;
      setDefaultCACertificates([...getCACertificates('default'), next.caPem]);
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
