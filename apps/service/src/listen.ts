/** Listens on plain HTTP (loopback) and HTTPS (own CA) with the same routes. */
import { ConfigError, type Clock, type Logger } from '@drawbridge/base';
import type { CertificateAuthority } from '@drawbridge/tunnel/hub';
import type { FastifyInstance } from 'fastify';
import { isIP, type AddressInfo } from 'node:net';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { mountHub } from './agents/mount.ts';
import type { Settings } from './config.ts';
import { routesOf } from './http/routes.ts';
import { createServer } from './http/server.ts';
import type { Services } from './services.ts';

export type Listening = {
  readonly url: string;
  readonly tlsUrl: string;
  /** Takes nothing new from now on; resolves when what was under way is answered, or has been cut for taking too long. */
  close(): Promise<void>;
};

/** Where `npm run build` puts the admin centre. */
const builtPortal = join(import.meta.dirname, '..', '..', 'portal', 'dist');

/** Requests under way get this long to end after a stop. */
const closePatienceMs = 1000;

export async function listen(
  settings: Settings,
  {
    services,
    authority,
    clock,
    logger,
  }: { services: Services; authority: CertificateAuthority; clock: Clock; logger: Logger },
): Promise<Listening> {
  const names = [...new Set(['localhost', hostname(), ...settings.publicNames])];
  const certificate = await authority.issueServerCertificate({
    names: names.filter((name) => isIP(name) === 0),
    ips: ['127.0.0.1', '::1', ...names.filter((name) => isIP(name) !== 0)],
  });
  const { publicUrl, corsOrigins, maxRequestsPerMinute, portalDirectory = builtPortal } = settings;
  let boundTlsPort: number | undefined;
  const options = {
    tlsPort: () => boundTlsPort,
    ...{ tokens: services.tokens, clock, logger },
    ...{ publicUrl, corsOrigins, maxRequestsPerMinute, portalDirectory },
  };
  const plain = await createServer(options, routesOf(services));
  const tls = await createServer(
    { ...options, tls: { key: certificate.keyPem.reveal(), cert: certificate.chainPem } },
    routesOf(services),
  );
  const close = async (): Promise<void> => {
    const patience = clock.after(closePatienceMs, () => {
      for (const app of [plain, tls]) app.server.closeAllConnections();
    });
    await Promise.all([plain.close(), tls.close()]);
    patience.cancel();
  };
  try {
    mountHub(plain, services);
    mountHub(tls, services);
    const port = await open(plain, '127.0.0.1', settings.port);
    const tlsPort = (boundTlsPort = await open(tls, settings.tlsHost, settings.tlsPort));
    return { url: `http://127.0.0.1:${port}`, tlsUrl: `https://localhost:${tlsPort}`, close };
  } catch (thrown) {
    await close();
    throw thrown;
  }
}

async function open(app: FastifyInstance, host: string, port: number): Promise<number> {
  try {
    await app.listen({ host, port });
    return (app.server.address() as AddressInfo).port;
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') {
      throw new ConfigError(
        'PORT_TAKEN',
        `Port ${port} on ${host} is in use by another process. Choose another one, or 0 for a free one.`,
        { cause: thrown },
      );
    }
    if (code === 'EACCES') {
      throw new ConfigError(
        'PORT_TAKEN',
        `Port ${port} on ${host} may not be used by this user. Choose one above 1023, or 0 for a free one.`,
        { cause: thrown },
      );
    }
    throw thrown;
  }
}
