/** Takes the port, or says why it cannot. */
import { ConfigError } from '@drawbridge/base';
import type { FastifyInstance } from 'fastify';

/** Resolves with the URL. @throws ConfigError PORT_TAKEN, or CONFIG_INVALID for an address this host does not have. */
export async function listen(
  server: FastifyInstance,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<string> {
  try {
    await server.listen({ host, port });
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') {
      throw new ConfigError(
        'PORT_TAKEN',
        `Port ${port} of ${host} is in use. Choose another with --port, or 0 for a free one.`,
        {
          cause: thrown,
        },
      );
    }
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' || code === 'EACCES' || code === 'EAI_AGAIN') {
      throw new ConfigError(
        'CONFIG_INVALID',
        `It is not possible to listen on ${host}, port ${port} (${code}). Choose others.`,
        {
          cause: thrown,
        },
      );
    }
    throw thrown;
  }
  const address = server.server.address();
  const actual = typeof address === 'object' && address ? address.port : port;
  return `http://${host.includes(':') ? `[${host}]` : host}:${actual}`;
}
