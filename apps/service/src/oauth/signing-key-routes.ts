/** `POST /organization/rotateSigningKey` (ours): a new key signs access tokens from now on. */
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { described, one } from '../http/openapi/route-description.ts';
import type { Services } from '../services.ts';

export function signingKeyRoutes(app: FastifyInstance, { authorizationServer, logger }: Services): void {
  const route = described(
    { config: { permissions: ['RoleManagement.ReadWrite.Directory'] } },
    {
      summary: 'Sign access tokens with a new key; the old one verifies for another day',
      answer: one(z.object({ kid: z.string() })),
    },
  );
  app.post('/organization/rotateSigningKey', route, async () => {
    const made = await authorizationServer.keys.rotate();
    logger.info(made, 'access tokens are signed with a new key');
    return made;
  });
}
