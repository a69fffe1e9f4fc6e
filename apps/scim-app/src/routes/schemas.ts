/** /Schemas (RFC 7644 §4): what attributes there are, as a ListResponse. */
import { ScimError } from '@drawbridge/base';
import {
  enterpriseUserSchema,
  groupSchema,
  listResponse,
  resourceTypeSchema,
  schemaSchema,
  schemaToDocument,
  serviceProviderConfigSchema,
  userSchema,
} from '@drawbridge/scim';
import type { FastifyInstance } from 'fastify';
import { baseUrlOf } from '../http/base-url.ts';
import { refuseFilter } from '../http/list-request.ts';
import { sendDocument } from '../http/reply.ts';
import { refuseOtherMethods } from './method-not-allowed.ts';

const schemas = [
  userSchema,
  enterpriseUserSchema,
  groupSchema,
  resourceTypeSchema,
  schemaSchema,
  serviceProviderConfigSchema,
];

export function schemaRoutes(scim: FastifyInstance): void {
  scim.get('/Schemas', (request, reply) => {
    refuseFilter(request.query);
    const resources = schemas.map((schema) => schemaToDocument(schema, baseUrlOf(request)));
    return sendDocument(reply, 200, listResponse({ resources }));
  });
  scim.get<{ Params: { id: string } }>('/Schemas/:id', (request, reply) => {
    const schema = schemas.find(({ id }) => id.toLowerCase() === request.params.id.toLowerCase());
    if (!schema) throw new ScimError('SCIM_NOT_FOUND', 'There is no such schema here. GET /scim/Schemas lists them.');
    return sendDocument(reply, 200, schemaToDocument(schema, baseUrlOf(request)));
  });
  refuseOtherMethods(scim, '/Schemas', ['GET']);
  refuseOtherMethods(scim, '/Schemas/:id', ['GET']);
}
