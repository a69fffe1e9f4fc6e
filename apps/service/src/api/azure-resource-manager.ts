/**
 * `/subscriptions` and `/tenants`: what `az login` asks of Azure Resource Manager, which stands at this host as far as it is
 * told (metadata-endpoints.ts). There are no subscriptions here, and one tenant. Open, and says nothing secret.
 */
import type { FastifyInstance } from 'fastify';
import type { Services } from '../services.ts';

export function azureResourceManagerRoutes(app: FastifyInstance, { tenantId }: Pick<Services, 'tenantId'>): void {
  const summary = (text: string) => ({ config: { description: { summary: text } } });

  app.get('/subscriptions', summary('Tell the Azure CLI that there are no subscriptions.'), async () => ({
    value: [],
  }));

  app.get('/tenants', summary('Tell the Azure CLI which tenant there is.'), async () => ({
    value: [{ id: `/tenants/${tenantId}`, tenantId, tenantCategory: 'Home' }],
  }));
}
