/** Sending SCIM documents. */
import { listResponse, type ScimObject } from '@drawbridge/scim';
import type { FastifyReply } from 'fastify';

const contentType = 'application/scim+json; charset=utf-8';

export const sendDocument = (reply: FastifyReply, status: number, document: ScimObject): FastifyReply =>
  reply.code(status).header('content-type', contentType).send(JSON.stringify(document));

export const sendNothing = (reply: FastifyReply): FastifyReply => reply.code(204).send();

type ShownPage = { readonly total: number; readonly resources: readonly ScimObject[] };

export const sendPage = (
  reply: FastifyReply,
  { startIndex }: { readonly startIndex: number },
  page: ShownPage,
): FastifyReply =>
  sendDocument(reply, 200, listResponse({ totalResults: page.total, startIndex, resources: page.resources }));
