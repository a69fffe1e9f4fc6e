/**
 * Where an identity provider sends people back to. The cookie of the sign-in is not sent here, so what was learned is kept
 * under a cookie for the sign-in's own path, which checks that it is the browser that began.
 */
import { ApiError, ProvisioningError } from '@drawbridge/base';
import type { FastifyInstance } from 'fastify';
import { baseUrl } from '../../http/envelope.ts';
import type { Services } from '../../services.ts';
import { callbackPath } from '../federation/federation.ts';
import { problemPage } from '../pages/authorization-pages.ts';
import { formLimit, sendPage } from './page-scope.ts';

export function federationRoutes(app: FastifyInstance, services: Services): void {
  const { federation, signInSteps, accounts, logger } = services;

  app.get<{ Querystring: Record<string, unknown> }>(callbackPath, formLimit, async (request, reply) => {
    const { state } = request.query;
    if (typeof state !== 'string' || state === '')
      throw new ApiError('REQUEST_INVALID', 'This address is for identity providers. Start at the application.');
    const journey = await federation.comeBack(state);
    const [, query = ''] = request.originalUrl.split('?');
    const callback = new URL(`${baseUrl(request)}${callbackPath}?${query}`);
    try {
      const user = await federation.finish(journey, callback);
      await signInSteps.remember(request, reply, {
        uid: journey.uid,
        userId: user.id,
        method: 'federated',
        next: 'finish',
      });
      return await reply.redirect(`/signin/${encodeURIComponent(journey.uid)}/finish`, 303);
    } catch (thrown) {
      if (!(thrown instanceof ProvisioningError)) throw thrown;
      const failure = thrown.message.slice(0, 500);
      await accounts.recordFailure({ source: request.ip, method: 'federated', failure });
      logger.warn({ err: thrown, identityProvider: journey.provider.displayName }, 'a federated sign-in failed');
      const back = `/signin/${encodeURIComponent(journey.uid)}?choose=1`;
      const view = { title: 'You are not signed in', sentence: failure, requestId: request.id, back };
      return sendPage(reply.status(400), problemPage(view));
    }
  });
}
