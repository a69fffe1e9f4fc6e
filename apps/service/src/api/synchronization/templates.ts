/** `templates`: what jobs of an application can be made from. One each. */
import { objectNotFound, type ServicePrincipal } from '@drawbridge/directory';
import type { FastifyInstance } from 'fastify';
import { collection, entity } from '../../http/envelope.ts';
import { jobTemplateId, needsAgent } from '../../provisioning/application-templates.ts';
import type { Services } from '../../services.ts';
import { findServicePrincipal } from '../find-service-principal.ts';
import { base, read, type ById } from './job-request.ts';

export function templateRoutes(app: FastifyInstance, services: Services): void {
  const shown = (servicePrincipal: ServicePrincipal) => {
    const agentNeeded = String(needsAgent(servicePrincipal.applicationTemplateId));
    const templateId = jobTemplateId(servicePrincipal.applicationTemplateId);
    return {
      id: templateId,
      applicationId: servicePrincipal.applicationTemplateId ?? servicePrincipal.appId,
      default: true,
      description: `Provisioning of users and groups by SCIM 2.0 to ${servicePrincipal.displayName}`,
      discoverable: true,
      factoryTag: 'customappsso',
      metadata: [
        { key: 'GalleryApplicationIdentifier', value: servicePrincipal.applicationTemplateId ?? '' },
        { key: 'IsSynchronizationAgentRequired', value: agentNeeded },
        { key: 'IsSynchronizationAgentAssignmentRequired', value: agentNeeded },
        { key: 'IsOAuthEnabled', value: 'false' },
        { key: 'IsSynchronizationInPreview', value: 'false' },
        { key: 'ConfigurationFields', value: '[{"name":"baseaddress"},{"name":"secrettoken","secret":true}]' },
      ],
    };
  };

  app.get<ById>(`${base}/templates`, read, async (request) => {
    const servicePrincipal = await findServicePrincipal(services, request.params.id);
    return collection(request, `servicePrincipals('${servicePrincipal.id}')/synchronization/templates`, {
      value: [shown(servicePrincipal)],
    });
  });

  app.get<ById & { Params: { templateId: string } }>(`${base}/templates/:templateId`, read, async (request) => {
    const template = shown(await findServicePrincipal(services, request.params.id));
    if (template.id !== request.params.templateId) throw objectNotFound(request.params.templateId);
    return entity(request, 'synchronizationTemplates', template);
  });
}
