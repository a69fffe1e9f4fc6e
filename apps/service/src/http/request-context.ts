/** What every route knows about its request: who asks, and under which ids it is logged. */
import { ApiError } from '@drawbridge/base';
import type { FastifyRequest } from 'fastify';
import { permits, type Permission } from '../oauth/directory-roles.ts';
import type { Principal } from '../oauth/token-issuer.ts';

declare module 'fastify' {
  interface FastifyRequest {
    principal?: Principal;
    clientRequestId: string;
  }
  interface FastifyContextConfig {
    /** Any one of these opens the route. A route without them is closed to everybody; `anyone` needs a token only. */
    permissions?: readonly Permission[] | 'anyone';
    /**
     * It is open, too, to owners of the application or service principal in its path: to people whose client has one of
     * its permissions as a scope, and to applications with Application.ReadWrite.OwnedBy. `of any`: to owners of any
     * application; the route itself sees to it that they come no further than to what is theirs.
     */
    opensToOwners?: boolean | 'of any';
  }
}

export type Ownership = {
  /** Whether the caller owns the application or service principal that the request's path names. */
  ofNamed(request: FastifyRequest): Promise<boolean>;
  /** Whether the caller owns any. */
  ofAny(request: FastifyRequest): Promise<boolean>;
};

/** Throws ACCESS_DENIED unless the caller's token carries one of the route's permissions. Deny by default. */
export async function authorize(request: FastifyRequest, ownership: Ownership): Promise<void> {
  const { permissions: needed, opensToOwners = false } = request.routeOptions.config;
  if (needed === 'anyone') return;
  if (needed?.some((permission) => holds(request, permission))) return;
  if (needed && opensToOwners !== false && mayAsOwner(request, needed)) {
    const isOwner = opensToOwners === 'of any' ? ownership.ofAny(request) : ownership.ofNamed(request);
    if (await isOwner) return;
  }
  throw accessDenied(`It needs ${needed ? needed.join(' or ') : 'a permission that nobody has'}.`);
}

export const holds = ({ principal }: FastifyRequest, permission: Permission): boolean =>
  principal !== undefined && permits(principal.permissions, permission);

/** Whether the caller could do this with what they own. */
const mayAsOwner = (request: FastifyRequest, needed: readonly Permission[]): boolean => {
  const { scopes } = request.principal ?? {};
  if (scopes && needed.some((permission) => permits(scopes, permission))) return true;
  return holds(request, 'Application.ReadWrite.OwnedBy');
};

export const accessDenied = (why: string): ApiError =>
  new ApiError('ACCESS_DENIED', `Insufficient privileges to complete the operation. ${why}`);
