/** What every route knows about its request: who asks, and under which ids it is logged. */
import { ApiError } from '@drawbridge/base';
import type { FastifyRequest } from 'fastify';
import type { Permission } from '../oauth/directory-roles.ts';
import type { Principal } from '../oauth/token-issuer.ts';

declare module 'fastify' {
  interface FastifyRequest {
    principal?: Principal;
    clientRequestId: string;
  }
  interface FastifyContextConfig {
    /** Any one of these opens the route. A route without them is closed to everybody; `anyone` needs a token only. */
    permissions?: readonly Permission[] | 'anyone';
  }
}

/** Throws ACCESS_DENIED unless the caller's token carries one of the route's permissions. Deny by default. */
export function authorize(request: FastifyRequest): void {
  const needed = request.routeOptions.config.permissions;
  if (needed === 'anyone') return;
  if (needed?.some((permission) => request.principal?.permissions.has(permission))) return;
  throw new ApiError(
    'ACCESS_DENIED',
    `Insufficient privileges to complete the operation. It needs ${needed ? needed.join(' or ') : 'a permission that nobody has'}.`,
  );
}
