/** `synchronization` itself, with the secrets in it. */
import { ApiError } from '@drawbridge/base';
import type { FastifyInstance } from 'fastify';
import { contextUrl } from '../../http/envelope.ts';
import { described } from '../../http/openapi/route-description.ts';
import type { Services } from '../../services.ts';
import { base, findProvisioned, read, write, type ById } from './job-request.ts';
import { shownSecret } from './secrets.ts';

export function synchronizationEntityRoutes(app: FastifyInstance, services: Services): void {
  app.get<ById>(base, described(read, { summary: 'Show the provisioning of an application.' }), async (request) => {
    const { id } = await findProvisioned(services, request.params.id);
    const stored = await services.secrets.list(id);
    const context = contextUrl(request, `servicePrincipals('${id}')/synchronization/$entity`);
    return { '@odata.context': context, id, secrets: stored.map(shownSecret) };
  });

  const summary = 'Not implemented: get an OAuth token from the application.';
  app.post<ById>(`${base}/acquireAccessToken`, described(write, { summary }), async (request) => {
    await findProvisioned(services, request.params.id);
    throw new ApiError(
      'NOT_IMPLEMENTED',
      'acquireAccessToken is not built: an application is reached with its Secret Token. Put it with …/synchronization/secrets.',
    );
  });
}
