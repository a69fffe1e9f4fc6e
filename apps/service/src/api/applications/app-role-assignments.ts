/**
 * Who is assigned to an application, and with which role: seen from the application (`appRoleAssignedTo`) and from a
 * user, group or service principal (`appRoleAssignments`). Roles of Microsoft Graph are permissions of this API.
 */
import { ApiError, isUuid } from '@drawbridge/base';
import { objectNotFound, type AppRoleAssignment, memberKinds, type AssignmentChoice } from '@drawbridge/directory';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { baseUrl, collection, entity } from '../../http/envelope.ts';
import type { Filter } from '../../http/odata/filter.ts';
import { conjuncts, readQuery } from '../../http/odata/query.ts';
import { described, many, noContent, one } from '../../http/openapi/route-description.ts';
import { accessDenied, holds } from '../../http/request-context.ts';
import { readBody } from '../../http/validate.ts';
import { permissions, type Permission } from '../../oauth/directory-roles.ts';
import { graphAppId, permissionOfRole } from '../../oauth/graph-permissions.ts';
import type { Services } from '../../services.ts';
import { findServicePrincipal } from '../find-service-principal.ts';
import { directoryLimits, pageOf } from '../lists.ts';
import { assign, assignPrincipal, readAssignments, type ById } from './access.ts';

const id = (what: string) => z.string().refine(isUuid, `must be ${what}`);
const body = z.object({
  principalId: id('an object id').optional(),
  resourceId: id('an object id').optional(),
  appRoleId: id('a role id').optional(),
});
export const assignmentShape = z.object({
  id: z.string(),
  appRoleId: z.uuid(),
  principalId: z.uuid(),
  principalType: z.enum(['User', 'Group', 'ServicePrincipal']),
  principalDisplayName: z.string(),
  resourceId: z.uuid(),
  resourceDisplayName: z.string(),
  createdDateTime: z.iso.datetime(),
});

type ByAssignment = { Params: { id: string; assignmentId: string } };
/** The end of an assignment that the path names, and the other one. */
type End = {
  readonly path: string;
  readonly own: 'principalId' | 'resourceId';
  readonly other: 'principalId' | 'resourceId';
  readonly write: typeof assign | typeof assignPrincipal;
  find(key: string): Promise<{ readonly id: string }>;
};

export function appRoleAssignmentRoutes(app: FastifyInstance, services: Services): void {
  const { directory } = services;
  const ofPrincipal = { own: 'principalId', other: 'resourceId', write: assignPrincipal } as const;
  const servicePrincipal = (key: string) => findServicePrincipal(services, key);
  const ends: readonly End[] = [
    {
      path: '/servicePrincipals/:id/appRoleAssignedTo',
      own: 'resourceId',
      other: 'principalId',
      write: assign,
      find: servicePrincipal,
    },
    { path: '/servicePrincipals/:id/appRoleAssignments', ...ofPrincipal, find: servicePrincipal },
    { path: '/users/:id/appRoleAssignments', ...ofPrincipal, find: (key) => directory.getUser(key) },
    { path: '/groups/:id/appRoleAssignments', ...ofPrincipal, find: (key) => directory.getGroup(key) },
  ];
  for (const end of ends) assignmentsOf(app, services, end);
}

function assignmentsOf(app: FastifyInstance, services: Services, { path, own, other, write, find }: End): void {
  const { directory } = services;
  const [, set = '', , relation = ''] = path.split('/');
  const contextOf = (key: string): string => `${set}('${key}')/${relation}`;

  app.get<ById>(
    path,
    described(readAssignments, { summary: 'List assignments.', answer: many(assignmentShape) }),
    async (request) => {
      const found = await find(request.params.id);
      const { select: _select, ...place } = pageOf(request);
      const { filter, count, skipToken } = readQuery(request.query as Record<string, unknown>, directoryLimits);
      const choice = { [own]: found.id, ...choiceOf(filter, other) };
      const page = await directory.listAssignments({ ...choice, ...place });
      return collection(request, contextOf(found.id), {
        value: page.items.map(shown),
        nextAfter: page.next,
        count: count && skipToken === undefined ? await directory.countAssignments(choice) : undefined,
      });
    },
  );

  app.post<ById>(
    path,
    described(write, { summary: 'Assign.', body, answer: one(assignmentShape, 201) }),
    async (request, reply) => {
      const found = await find(request.params.id);
      const given = readBody(body, request.body);
      const named = given[own]?.toLowerCase();
      if (named !== undefined && named !== found.id)
        throw new ApiError('REQUEST_INVALID', `${own} '${named}' is not the object of the URL, '${found.id}'.`);
      const otherId = given[other];
      if (otherId === undefined)
        throw new ApiError('REQUEST_INVALID', `The request is not valid. ${other}: it is required.`);
      const wanted = { ...given, [own]: found.id, [other]: otherId } as { principalId: string; resourceId: string };
      await mayGrant(services, request, { ...wanted, appRoleId: given.appRoleId });
      const made = await directory.assign({ ...wanted, appRoleId: given.appRoleId });
      return reply
        .status(201)
        .header('location', `${baseUrl(request)}/v1.0/${set}/${found.id}/${relation}/${made.id}`)
        .send(entity(request, contextOf(found.id), shown(made)));
    },
  );

  const findAssignment = async (request: FastifyRequest<ByAssignment>): Promise<AppRoleAssignment> => {
    const found = await find(request.params.id);
    const assignment = await directory.getAssignment(request.params.assignmentId);
    if (assignment[own] !== found.id) throw objectNotFound(request.params.assignmentId);
    return assignment;
  };

  app.get<ByAssignment>(
    `${path}/:assignmentId`,
    described(readAssignments, { summary: 'Read an assignment.', answer: one(assignmentShape) }),
    async (request) => entity(request, 'appRoleAssignments', shown(await findAssignment(request))),
  );

  app.delete<ByAssignment>(
    `${path}/:assignmentId`,
    described(write, { summary: 'Remove an assignment.', answer: noContent }),
    async (request, reply) => {
      await directory.unassign((await findAssignment(request)).id);
      return reply.status(204).send();
    },
  );
}

const shown = (assignment: AppRoleAssignment) => ({ deletedDateTime: null, ...assignment });

/** `$filter` by the other end, the principal's type and the beginning of its name, joined by `and`. Throws QUERY_UNSUPPORTED. */
function choiceOf(filter: Filter | undefined, other: End['other']): AssignmentChoice {
  const choices = conjuncts(filter).map((part) => choiceOfPart(part, other));
  const named = choices.flatMap((choice) => Object.keys(choice));
  if (new Set(named).size === named.length && choices.every((choice) => Object.keys(choice).length === 1))
    return Object.assign({}, ...choices) as AssignmentChoice;
  throw new ApiError(
    'QUERY_UNSUPPORTED',
    `Assignments can be filtered by ${other} eq '…' (or principalId in (…)), principalType eq '…' and startsWith(principalDisplayName,'…') only.`,
  );
}

function choiceOfPart(part: Filter, other: End['other']): AssignmentChoice {
  if (part.kind === 'text' && part.function === 'startsWith' && part.property === 'principalDisplayName')
    return { principalNamePrefix: part.value };
  if (part.kind === 'in' && part.property === 'principalId' && other === 'principalId')
    return { principalIds: part.values.map(String) };
  if (part.kind !== 'compare' || part.operator !== 'eq' || typeof part.value !== 'string') return {};
  if (part.property === other) return { [other]: part.value };
  const kind = memberKinds.find((one) => one === part.value);
  return part.property === 'principalType' && kind ? { principalType: kind } : {};
}

/** Nobody gives away a permission of this API that they do not hold. Throws ACCESS_DENIED. */
async function mayGrant(
  { directory }: Services,
  request: FastifyRequest,
  { resourceId, appRoleId }: { resourceId: string; appRoleId?: string | undefined },
): Promise<void> {
  const resource = await directory.getServicePrincipal(resourceId);
  if (resource.appId !== graphAppId) return;
  if (appRoleId === undefined)
    throw new ApiError('REQUEST_INVALID', 'Name the permission: appRoleId is required for Microsoft Graph.');
  const permission = permissionOfRole(appRoleId);
  if (permission === undefined || !isPermission(permission) || holds(request, permission)) return;
  throw accessDenied(`It would give ${permission}, which the caller does not hold.`);
}

const isPermission = (name: string): name is Permission => (permissions as readonly string[]).includes(name);
