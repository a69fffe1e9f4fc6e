/** All pages of the sign-in, in a scope of their own. */
import type { FastifyInstance } from 'fastify';
import type { Services } from '../../services.ts';
import { federationRoutes } from './federation-routes.ts';
import { oneTimeLinkRoutes } from './one-time-link-routes.ts';
import { assetRoutes, guardPages } from './page-scope.ts';
import { signInRoutes } from './sign-in-routes.ts';

export function signInPageRoutes(app: FastifyInstance, services: Services): void {
  assetRoutes(app);
  app.register(async (pages) => {
    guardPages(pages, services);
    federationRoutes(pages, services);
    signInRoutes(pages, services);
    oneTimeLinkRoutes(pages, services);
  });
}
