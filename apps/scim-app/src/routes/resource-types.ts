/** /ResourceTypes (RFC 7644 §4): what kinds of resource there are. */
import { ScimError } from '@drawbridge/base';
import { groupResourceType, listResponse, resourceTypeToDocument, userResourceType } from '@drawbridge/scim';
import type { FastifyInstance } from 'fastify';
import { baseUrlOf } from '../http/base-url.ts';
import { refuseFilter } from '../http/list-request.ts';
import { sendDocument } from '../http/reply.ts';
import { refuseOtherMethods } from './method-not-allowed.ts';

const resourceTypes = [userResourceType, groupResourceType];

export function resourceTypeRoutes(scim: FastifyInstance): void {
  scim.get('/ResourceTypes', (request, reply) => {
    refuseFilter(request.query);
    const resources = resourceTypes.map((resourceType) => resourceTypeToDocument(resourceType, baseUrlOf(request)));
    return sendDocument(reply, 200, listResponse({ resources }));
  });
  scim.get<{ Params: { id: string } }>('/ResourceTypes/:id', (request, reply) => {
    const resourceType = resourceTypes.find(({ id }) => id === request.params.id);
    if (!resourceType)
      throw new ScimError('SCIM_NOT_FOUND', 'There is no such resource type here: there are User and Group.');
    return sendDocument(reply, 200, resourceTypeToDocument(resourceType, baseUrlOf(request)));
  });
  refuseOtherMethods(scim, '/ResourceTypes', ['GET']);
  refuseOtherMethods(scim, '/ResourceTypes/:id', ['GET']);
}
