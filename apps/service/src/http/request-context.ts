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
    /** Application.ReadWrite.OwnedBy opens it, too, to those who own the application or service principal in its path. */
    opensToOwners?: boolean;
  }
}

/** Whether the caller owns the application or service principal that the request's path names. */
export type Ownership = (request: FastifyRequest) => Promise<boolean>;

/** Throws ACCESS_DENIED unless the caller's token carries one of the route's permissions. Deny by default. */
export async function authorize(request: FastifyRequest, isOwner: Ownership): Promise<void> {
  const { permissions: needed, opensToOwners = false } = request.routeOptions.config;
  if (needed === 'anyone') return;
  if (needed?.some((permission) => holds(request, permission))) return;
  if (opensToOwners && holds(request, 'Application.ReadWrite.OwnedBy') && (await isOwner(request))) return;
  throw accessDenied(`It needs ${needed ? needed.join(' or ') : 'a permission that nobody has'}.`);
}

export const holds = ({ principal }: FastifyRequest, permission: Permission): boolean =>
  principal !== undefined && permits(principal.permissions, permission);

export const accessDenied = (why: string): ApiError =>
  new ApiError('ACCESS_DENIED', `Insufficient privileges to complete the operation. ${why}`);
