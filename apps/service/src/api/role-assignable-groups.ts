/**
 * Who changes a group that holds roles gives roles: such groups are changed by those only who may do that, as in Microsoft
 * Entra. A hook over all routes of groups, so that none is forgotten.
 */
import { ApiError } from '@drawbridge/base';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { accessDenied, holds } from '../http/request-context.ts';
import type { Services } from '../services.ts';

const groupRoute = /^\/(?:v1\.0|beta)\/groups(?:\/:id(?:\/.*)?)?$/i;
/** POST that only reads. */
const reading = /\/(?:getMember|checkMember)[A-Za-z]+$/i;

export function guardRoleAssignableGroups(app: FastifyInstance, { directory }: Services): void {
  app.addHook('preHandler', async (request) => {
    const { url = '' } = request.routeOptions;
    if (request.method === 'GET' || !groupRoute.test(url) || reading.test(url)) return;
    const { id } = request.params as { id?: string };
    const wanted = wantedOf(request);
    if (id === undefined) {
      if (wanted === true) requireRoleManagement(request);
      return;
    }
    const { isAssignableToRole = false } = await directory.getGroup(id);
    if (wanted !== undefined && wanted !== isAssignableToRole)
      throw new ApiError(
        'REQUEST_INVALID',
        "Property 'isAssignableToRole' is set when a group is made, and never after.",
      );
    if (isAssignableToRole === true) requireRoleManagement(request);
  });
}

/** What the body says of it; undefined when it says nothing. */
function wantedOf({ body }: FastifyRequest): unknown {
  if (typeof body !== 'object' || body === null || !Object.hasOwn(body, 'isAssignableToRole')) return undefined;
  return (body as { isAssignableToRole: unknown }).isAssignableToRole;
}

function requireRoleManagement(request: FastifyRequest): void {
  if (holds(request, 'RoleManagement.ReadWrite.Directory')) return;
  throw accessDenied('The group can hold roles. It needs RoleManagement.ReadWrite.Directory.');
}
