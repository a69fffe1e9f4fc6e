/** Every error leaves as a SCIM error document (RFC 7644 §3.12), also those of the framework. */
import { ProvisioningError, type Logger } from '@drawbridge/base';
import { errorDocument, errorToDocument, type ScimObject } from '@drawbridge/scim';
import type { FastifyError, FastifyReply } from 'fastify';
import { tooLarge } from './body.ts';
import { sendDocument } from './reply.ts';

export function replyWithError(reply: FastifyReply, thrown: unknown, logger: Logger): FastifyReply {
  const error = (thrown as Partial<FastifyError>).code === 'FST_ERR_CTP_BODY_TOO_LARGE' ? tooLarge() : thrown;
  if (error instanceof ProvisioningError && error.reaction !== 'bug') {
    if (error.status === 401) reply.header('www-authenticate', 'Bearer realm="scim"');
    if (error.status >= 500) logger.error({ err: error }, 'A request failed.');
    return sendDocument(reply, error.status, errorToDocument(error));
  }
  const { statusCode, message } = error as Partial<FastifyError>;
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500)
    return sendDocument(reply, statusCode, plain(statusCode, message));
  logger.error({ err: error }, 'A request failed unexpectedly.');
  return sendDocument(reply, 500, plain(500, 'Internal error. The log of the application says more.'));
}

const plain = (status: number, detail = 'The request is not valid.'): ScimObject => errorDocument({ status, detail });
