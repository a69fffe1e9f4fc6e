/** Errors of the token endpoint in the shape that MSAL and Azure.Identity read: OAuth's code and an AADSTS number. */
import type { FastifyReply } from 'fastify';

export type OAuthErrorCode =
  | 'access_denied'
  | 'authorization_declined'
  | 'authorization_pending'
  | 'bad_verification_code'
  | 'expired_token'
  | 'interaction_required'
  | 'invalid_client'
  | 'invalid_grant'
  | 'invalid_request'
  | 'invalid_resource'
  | 'invalid_scope'
  | 'server_error'
  | 'slow_down'
  | 'temporarily_unavailable'
  | 'unauthorized_client'
  | 'unsupported_grant_type';

export class OAuthError extends Error {
  readonly error: OAuthErrorCode;
  /** Number after AADSTS. */
  readonly number: number;

  constructor(error: OAuthErrorCode, number: number, sentence: string, options?: ErrorOptions) {
    super(sentence, options);
    this.error = error;
    this.number = number;
  }

  get status(): number {
    if (this.error === 'invalid_client') return 401;
    if (this.error === 'temporarily_unavailable') return 503;
    return this.error === 'server_error' ? 500 : 400;
  }
}

export const unknownTenant = (tenant: string): OAuthError =>
  new OAuthError(
    'invalid_request',
    90002,
    `Tenant '${tenant.slice(0, 100)}' not found. Check the tenant: its id, a verified domain, common or organizations.`,
  );

type Context = { readonly requestId: string; readonly correlationId: string; readonly now: Date };

export const describeError = (number: number, sentence: string): string => `AADSTS${number}: ${sentence}`;

/** `2026-11-23 10:04:05Z` */
export const errorTimestamp = (now: Date): string => `${now.toISOString().slice(0, 19).replace('T', ' ')}Z`;

export function errorDocument(error: OAuthErrorCode, number: number, sentence: string, context: Context): object {
  return {
    error,
    error_description: describeError(number, sentence),
    error_codes: [number],
    timestamp: errorTimestamp(context.now),
    trace_id: context.requestId,
    correlation_id: context.correlationId,
  };
}

export function refuse(reply: FastifyReply, { error, number, message, status }: OAuthError, now: Date): FastifyReply {
  const { id: requestId, clientRequestId: correlationId } = reply.request;
  return reply.status(status).send(errorDocument(error, number, message, { requestId, correlationId, now }));
}
