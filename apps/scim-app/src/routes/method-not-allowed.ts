/** Known places that are asked for something they do not do (RFC 9110 §15.5.6). */
import { errorDocument } from '@drawbridge/scim';
import type { FastifyInstance } from 'fastify';
import { sendDocument } from '../http/reply.ts';

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
export type Method = (typeof methods)[number];

export function refuseOtherMethods(scim: FastifyInstance, url: string, allowed: readonly Method[]): void {
  scim.route({
    method: methods.filter((method) => !allowed.includes(method)),
    url,
    handler: (request, reply) => {
      const detail = `${request.method} is not possible here; ${allowed.join(', ')} is.`;
      return sendDocument(reply.header('allow', allowed.join(', ')), 405, errorDocument({ status: 405, detail }));
    },
  });
}
