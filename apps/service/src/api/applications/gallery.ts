/** `/applicationTemplates`: the gallery, and applications made of it. */
import { ApiError } from '@drawbridge/base';
import { objectNotFound } from '@drawbridge/directory';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { collection, contextUrl, entity, selected } from '../../http/envelope.ts';
import { chosen } from '../../http/odata/evaluate.ts';
import { fromPageToken, scopeOf } from '../../http/odata/page-token.ts';
import { readQuery } from '../../http/odata/query.ts';
import { described, many, one } from '../../http/openapi/route-description.ts';
import { readBody } from '../../http/validate.ts';
import {
  applicationTemplates,
  customTemplateId,
  findApplicationTemplate,
  type ApplicationTemplate,
} from '../../provisioning/application-templates.ts';
import type { Services } from '../../services.ts';
import { showApplication, showServicePrincipal } from '../graph-object.ts';
import { anyone, create, type ById } from './access.ts';
import { ownWhatIMake } from './owners.ts';

const limits = { defaultTop: 100, maxTop: 999 };

const template = z.object({
  id: z.uuid(),
  displayName: z.string(),
  description: z.string(),
  publisher: z.string(),
  categories: z.array(z.string()),
  supportedProvisioningTypes: z.array(z.string()),
});
const instantiated = z.object({
  displayName: z.string().trim().min(1).max(256),
  serviceManagementReference: z.string().nullish(),
});
const pair = z.object({ application: z.unknown(), servicePrincipal: z.unknown() });

export function galleryRoutes(app: FastifyInstance, services: Services): void {
  const { directory } = services;
  const path = '/applicationTemplates';

  app.get(path, described(anyone, { summary: 'List the gallery.', answer: many(template) }), async (request) => {
    const query = readQuery(request.query as Record<string, unknown>, limits);
    const { top, skip, skipToken, select, count, search, expand } = query;
    if (search !== undefined || expand.length > 0)
      throw new ApiError('QUERY_UNSUPPORTED', 'Application templates have no $search and no $expand; use $filter.');
    const found = chosen(applicationTemplates, query);
    const from = skipToken === undefined ? skip : offsetOf(fromPageToken(skipToken, scopeOf(request.url)));
    const to = from + top;
    return collection(request, 'applicationTemplates', {
      value: found.slice(from, to).map((each) => selected(each, select)),
      nextAfter: to < found.length ? String(to) : undefined,
      count: count && skipToken === undefined ? found.length : undefined,
    });
  });

  app.get<ById>(
    `${path}/:id`,
    described(anyone, { summary: 'Read one template of the gallery.', answer: one(template) }),
    async (request) => {
      const { select } = readQuery(request.query as Record<string, unknown>, limits);
      return entity(request, 'applicationTemplates', selected(findTemplate(request.params.id), select));
    },
  );

  app.post<ById>(
    `${path}/:id/instantiate`,
    described(create, {
      summary: 'Make an application and its service principal of a template.',
      body: instantiated,
      answer: one(pair, 201),
    }),
    async (request, reply) => {
      const found = findTemplate(request.params.id);
      const { displayName } = readBody(instantiated, request.body);
      const made = await directory.instantiate({ ...found, isCustom: found.id === customTemplateId }, { displayName });
      await ownWhatIMake(services, request, [made.application.id, made.servicePrincipal.id]);
      return reply.status(201).send({
        '@odata.context': contextUrl(request, 'microsoft.graph.applicationServicePrincipal'),
        application: showApplication(made.application),
        servicePrincipal: showServicePrincipal(made.servicePrincipal),
      });
    },
  );
}

/** What is no number was forged, and begins at the beginning. */
const offsetOf = (place: string): number => Math.max(Number.parseInt(place, 10) || 0, 0);

function findTemplate(id: string): ApplicationTemplate {
  const found = findApplicationTemplate(id.toLowerCase());
  if (!found) throw objectNotFound(id);
  return found;
}
