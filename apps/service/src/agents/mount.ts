/** Puts the tunnel's hub and enrolment on the HTTP server. */
import { enrolmentRoutes } from '@drawbridge/tunnel/hub';
import type { FastifyInstance } from 'fastify';
import type { Services } from '../services.ts';

/** Enrolment and renewal guard themselves: by token and by assertion. Few agents enrol, so few attempts are allowed. */
const limited = { bodyLimit: 16 * 1024, config: { rateLimit: { max: 60, timeWindow: '1 minute' } } };

export function agentChannelRoutes(app: FastifyInstance, { enrolment, logger }: Services): void {
  for (const route of enrolmentRoutes(enrolment, logger)) {
    app.route({
      ...limited,
      method: route.method,
      url: route.path,
      handler: async (request, reply) => {
        const answer = await route.handle(request.body, {
          authorization: request.headers.authorization,
          externalIp: request.ip,
        });
        return reply.status(answer.status).send(answer.body);
      },
    });
  }
}

/** The channel itself is a WebSocket: the hub looks at the request before it accepts. */
export function mountHub(app: FastifyInstance, { hub, logger }: Services): void {
  app.server.on('upgrade', (request, socket, head) => {
    Promise.resolve(hub.handleUpgrade(request, socket, head)).catch((err: unknown) => {
      logger.error({ err }, 'agent channel could not be opened');
      socket.destroy();
    });
  });
}
