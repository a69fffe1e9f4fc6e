/** `/metadata/endpoints`: where Terraform and the Azure CLI learn this host's addresses. Open, and says nothing secret. */
import type { FastifyInstance } from 'fastify';
import { baseUrl } from '../http/envelope.ts';

export function metadataEndpointRoutes(app: FastifyInstance): void {
  const config = { description: { summary: 'Tell Terraform and the Azure CLI which addresses this host has.' } };
  app.get('/metadata/endpoints', { config }, async (request) => {
    const host = baseUrl(request);
    return {
      name: 'Drawbridge',
      portal: host,
      authentication: {
        loginEndpoint: host,
        audiences: [`${host}/`],
        tenant: 'common',
        identityProvider: 'AAD',
      },
      resourceManager: `${host}/`,
      microsoftGraphResourceId: `${host}/`,
      graph: `${host}/`,
      graphAudience: `${host}/`,
      batch: '',
      media: '',
      gallery: '',
      suffixes: {},
    };
  });
}
