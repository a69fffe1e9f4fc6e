/** /ServiceProviderConfig (RFC 7643 §5): what this server can do. */
import { createObject, serviceProviderConfigUrn, type ScimObject } from '@drawbridge/scim';
import type { FastifyInstance } from 'fastify';
import { baseUrlOf } from '../http/base-url.ts';
import { refuseFilter, maxCount } from '../http/list-request.ts';
import { sendDocument } from '../http/reply.ts';
import { maxOperations, maxPayloadSize } from './bulk.ts';
import { refuseOtherMethods } from './method-not-allowed.ts';

const serviceProviderConfig = (baseUrl: string): ScimObject =>
  createObject({
    schemas: [serviceProviderConfigUrn],
    patch: { supported: true },
    bulk: { supported: true, maxOperations, maxPayloadSize },
    filter: { supported: true, maxResults: maxCount },
    changePassword: { supported: false },
    sort: { supported: true },
    etag: { supported: true },
    authenticationSchemes: [
      {
        type: 'oauthbearertoken',
        name: 'Bearer token',
        description: 'The secret token that the application was started with, in the Authorization header.',
        specUri: 'https://www.rfc-editor.org/rfc/rfc6750',
        primary: true,
      },
    ],
    meta: { resourceType: 'ServiceProviderConfig', location: `${baseUrl}/ServiceProviderConfig` },
  });

export function serviceProviderConfigRoutes(scim: FastifyInstance): void {
  scim.get('/ServiceProviderConfig', (request, reply) => {
    refuseFilter(request.query);
    return sendDocument(reply, 200, serviceProviderConfig(baseUrlOf(request)));
  });
  refuseOtherMethods(scim, '/ServiceProviderConfig', ['GET']);
}
