/** `templates`: what jobs of an application can be made from. One each. */
import { ApiError } from '@drawbridge/base';
import { objectNotFound, type ServicePrincipal } from '@drawbridge/directory';
import { synchronizationSchema } from '@drawbridge/contract';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { collection, entity } from '../../http/envelope.ts';
import { jobTemplateId, needsAgent } from '../../provisioning/application-templates.ts';
import { described, many, noContent, one } from '../../http/openapi/route-description.ts';
import type { Services } from '../../services.ts';
import { defaultSchema } from '@drawbridge/engine';
import { base, findProvisioned, read, write, type ById } from './job-request.ts';

export type ByTemplate = { Params: { id: string; templateId: string } };

/** The application, if the template is its own. Throws OBJECT_NOT_FOUND. */
export async function findTemplate(
  services: Services,
  { id, templateId }: ByTemplate['Params'],
): Promise<ServicePrincipal> {
  const servicePrincipal = await findProvisioned(services, id);
  if (jobTemplateId(servicePrincipal.applicationTemplateId) !== templateId) throw objectNotFound(templateId);
  return servicePrincipal;
}

const shape = z.object({
  id: z.string(),
  applicationId: z.string(),
  default: z.boolean(),
  description: z.string(),
  discoverable: z.boolean(),
  factoryTag: z.string(),
  metadata: z.array(z.object({ key: z.string(), value: z.string() })),
});

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

  const listing = described(read, { summary: 'List the templates of an application.', answer: many(shape) });
  app.get<ById>(`${base}/templates`, listing, async (request) => {
    const servicePrincipal = await findProvisioned(services, request.params.id);
    return collection(request, `servicePrincipals('${servicePrincipal.id}')/synchronization/templates`, {
      value: [shown(servicePrincipal)],
    });
  });

  const reading = described(read, { summary: 'Read a template.', answer: one(shape) });
  app.get<ByTemplate>(`${base}/templates/:templateId`, reading, async (request) =>
    entity(request, 'synchronizationTemplates', shown(await findTemplate(services, request.params))),
  );

  const readingSchema = described(read, {
    summary: 'Read the schema that jobs of a template begin with.',
    answer: one(synchronizationSchema),
  });
  app.get<ByTemplate>(`${base}/templates/:templateId/schema`, readingSchema, async (request) => {
    const { id } = await findTemplate(services, request.params);
    const set = `servicePrincipals('${id}')/synchronization/templates('${request.params.templateId}')/schema`;
    return entity(request, set, defaultSchema({ jobId: request.params.templateId }));
  });

  for (const method of ['PUT', 'PATCH'] as const) {
    app.route<ByTemplate>({
      ...described(write, { summary: 'Not implemented: the schema of a template is given.', answer: noContent }),
      method,
      url: `${base}/templates/:templateId/schema`,
      handler: async (request) => {
        await findTemplate(services, request.params);
        throw new ApiError(
          'NOT_IMPLEMENTED',
          'The schema of a template is given with it and cannot be changed. Change the schema of the job.',
        );
      },
    });
  }
}
