/** `/roleManagement/directory` and `/directoryRoles`: the roles there are, the ones an organisation defines, and who holds them. */
import { ApiError, isUuid, newId } from '@drawbridge/base';
import { objectNotFound } from '@drawbridge/directory';
import type { CustomRole, HeldRole } from '@drawbridge/storage';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { baseUrl, collection, entity, selected } from '../http/envelope.ts';
import { chosen } from '../http/odata/evaluate.ts';
import { fromPageToken } from '../http/odata/page-token.ts';
import { conjuncts, readQuery } from '../http/odata/query.ts';
import { described, many, noContent, one } from '../http/openapi/route-description.ts';
import { referencedId, referenceBody } from '../http/reference.ts';
import { readBody } from '../http/validate.ts';
import { directoryRoleName, directoryRoles, isDirectoryRole } from '../oauth/directory-roles.ts';
import { coreDirectory, type Activity } from '../audit/activity.ts';
import { auditTarget } from '../audit/audit-trail.ts';
import type { Services } from '../services.ts';
import { builtInActions, isResourceAction, resourceActions } from '../signin/resource-actions.ts';
import { showAny } from './graph-object.ts';
import { directoryLimits } from './lists.ts';

const read = { config: { permissions: ['RoleManagement.Read.Directory', 'Application.Read.All'] as const } };
const write = (operation: Activity['operationType'], activity: string) => ({
  config: {
    permissions: ['RoleManagement.ReadWrite.Directory'] as const,
    audit: coreDirectory('RoleManagement', operation, activity, 'Role'),
  },
});

type ById = { Params: { id: string } };
const definitions = 'roleManagement/directory/roleDefinitions';
const assignments = 'roleManagement/directory/roleAssignments';

export function roleManagementRoutes(app: FastifyInstance, services: Services): void {
  roleDefinitions(app, services);
  roleAssignments(app, services);
  activatedRoles(app, services);
}

const rolePermissions = z
  .array(
    z.object({
      allowedResourceActions: z.array(
        z.string().refine(isResourceAction, { error: `must be one of ${resourceActions.join(', ')}` }),
      ),
      condition: z.null().optional(),
    }),
  )
  .max(16);

const aDefinition = z.object({
  displayName: z.string().trim().min(1).max(128),
  description: z.string().max(1024).nullish(),
  isEnabled: z.boolean().default(true),
  rolePermissions,
});

const definitionShape = z.object({
  id: z.uuid(),
  displayName: z.string(),
  description: z.string(),
  isBuiltIn: z.boolean(),
  isEnabled: z.boolean(),
  resourceScopes: z.array(z.string()),
  templateId: z.uuid(),
  version: z.string(),
  rolePermissions: z.array(z.object({ allowedResourceActions: z.array(z.string()), condition: z.null() })),
  /** Ours: how many hold it directly. */
  assignmentCount: z.int().optional(),
});
const assignmentShape = z.object({
  id: z.uuid(),
  principalId: z.uuid(),
  roleDefinitionId: z.uuid(),
  directoryScopeId: z.string(),
});
const activatedShape = z.object({
  id: z.uuid(),
  deletedDateTime: z.null(),
  displayName: z.string(),
  description: z.string(),
  roleTemplateId: z.uuid().optional(),
});

function roleDefinitions(app: FastifyInstance, { roles, clock }: Services): void {
  const all = async () => [...builtIn, ...(await roles.store.listCustom()).map(showCustom)];
  const find = async (id: string) => {
    const found = (await all()).find((role) => role.id === id.toLowerCase());
    if (!found) throw objectNotFound(id);
    return found;
  };
  const findCustom = async (id: string): Promise<CustomRole> => {
    const shown = await find(id);
    if (shown.isBuiltIn) throw new ApiError('REQUEST_INVALID', 'A built-in role cannot be changed or removed.');
    return (await roles.store.findCustom([shown.id]))[0]!;
  };
  const nameTaken = (name: string): ApiError =>
    new ApiError('REQUEST_INVALID', `A role with the name '${name}' exists already. Choose another one.`);
  const requireFreeName = async (name: string, exceptId?: string): Promise<void> => {
    const isTaken = (role: { id: string; displayName: string }): boolean =>
      role.id !== exceptId && role.displayName.toLowerCase() === name.toLowerCase();
    if ((await all()).some(isTaken)) throw nameTaken(name);
  };

  const counted = async () => {
    const held = await roles.store.countHeld();
    return (await all()).map((role) => ({ ...role, assignmentCount: held.get(role.id) ?? 0 }));
  };

  const listing = described(read, { summary: 'List roles, built-in and custom.', answer: many(definitionShape) });
  app.get('/roleManagement/directory/roleDefinitions', listing, async (request) => {
    const query = readQuery(request.query as Record<string, unknown>, directoryLimits);
    const value = chosen(await counted(), query).map((role) => selected(role, query.select));
    return collection(request, definitions, { value, count: query.count ? value.length : undefined });
  });
  const reading = described(read, { summary: 'Read a role.', answer: one(definitionShape) });
  app.get<ById>('/roleManagement/directory/roleDefinitions/:id', reading, async (request) =>
    entity(request, definitions, await find(request.params.id)),
  );
  const creating = described(write('Add', 'Add role definition'), {
    summary: 'Define a role.',
    body: aDefinition,
    answer: one(definitionShape, 201),
  });
  app.post('/roleManagement/directory/roleDefinitions', creating, async (request, reply) => {
    const given = readBody(aDefinition, request.body);
    await requireFreeName(given.displayName);
    const role = toCustom(newId(), given);
    if (!(await roles.store.insertCustom(role, clock.now()))) throw nameTaken(given.displayName);
    return reply
      .status(201)
      .header('location', `${baseUrl(request)}/v1.0/${definitions}/${role.id}`)
      .send(entity(request, definitions, showCustom(role)));
  });
  app.patch<ById>(
    '/roleManagement/directory/roleDefinitions/:id',
    described(write('Update', 'Update role definition'), {
      summary: 'Change a role of your own.',
      body: aDefinition.partial(),
      answer: noContent,
    }),
    async (request, reply) => {
      const role = await findCustom(request.params.id);
      const given = readBody(aDefinition.partial(), request.body);
      if (given.displayName !== undefined) await requireFreeName(given.displayName, role.id);
      const now = showCustom(role);
      await roles.store.replaceCustom(
        toCustom(role.id, {
          displayName: given.displayName ?? role.displayName,
          description: given.description === undefined ? role.description : given.description,
          isEnabled: 'isEnabled' in Object(request.body) ? (given.isEnabled ?? true) : role.isEnabled,
          rolePermissions: given.rolePermissions ?? now.rolePermissions,
        }),
      );
      return reply.status(204).send();
    },
  );
  app.delete<ById>(
    '/roleManagement/directory/roleDefinitions/:id',
    described(write('Delete', 'Delete role definition'), { summary: 'Remove a role of your own.', answer: noContent }),
    async (request, reply) => {
      await roles.store.removeCustom((await findCustom(request.params.id)).id);
      return reply.status(204).send();
    },
  );
}

function roleAssignments(app: FastifyInstance, { directory, roles }: Services): void {
  const show = (held: HeldRole) => ({ ...held, directoryScopeId: '/' });
  const find = async (id: string): Promise<HeldRole> => {
    const [found] = isUuid(id) ? await roles.store.listHeld({ id: id.toLowerCase(), limit: 1 }) : [];
    if (!found) throw objectNotFound(id);
    return found;
  };

  const listing = described(read, { summary: 'List who holds which role.', answer: many(assignmentShape) });
  app.get('/roleManagement/directory/roleAssignments', listing, async (request) => {
    const { top, skipToken } = readQuery(request.query as Record<string, unknown>, directoryLimits);
    const where = equalities(request, ['principalId', 'roleDefinitionId', 'directoryScopeId', 'id']);
    const ids = ['principalId', 'roleDefinitionId', 'id'] as const;
    const isEmpty =
      ids.some((name) => where[name] !== undefined && !isUuid(where[name])) ||
      (where['directoryScopeId'] ?? '/') !== '/';
    const after = skipToken === undefined ? undefined : fromPageToken(skipToken);
    if (after !== undefined && !isUuid(after))
      throw new ApiError('PAGE_TOKEN_INVALID', 'The $skiptoken is not one of this list. Start the list again.');
    const [id, principalId, roleDefinitionId] = [where['id'], where['principalId'], where['roleDefinitionId']];
    const held = isEmpty ? [] : await roles.store.listHeld({ id, principalId, roleDefinitionId, after, limit: top });
    const nextAfter = held.length === top ? held.at(-1)?.id : undefined;
    return collection(request, assignments, { value: held.map(show), nextAfter });
  });
  const reading = described(read, { summary: 'Read a role assignment.', answer: one(assignmentShape) });
  app.get<ById>('/roleManagement/directory/roleAssignments/:id', reading, async (request) =>
    entity(request, assignments, show(await find(request.params.id))),
  );

  const body = z.object({
    principalId: z.string().refine(isUuid, 'must be an object id'),
    roleDefinitionId: z
      .string()
      .transform((given) => (isDirectoryRole(given) ? directoryRoles[given] : given.toLowerCase())),
    directoryScopeId: z.literal('/', { error: "must be '/': roles hold for the whole directory" }).optional(),
  });
  app.post(
    '/roleManagement/directory/roleAssignments',
    described(write('Assign', 'Add member to role'), {
      summary: 'Give a role.',
      body,
      answer: one(assignmentShape, 201),
    }),
    async (request, reply) => {
      const { principalId, roleDefinitionId } = readBody(body, request.body);
      if (!(await roles.exists(roleDefinitionId))) throw objectNotFound(roleDefinitionId);
      const made = await giveRole({ directory, roles }, principalId, roleDefinitionId);
      return reply
        .status(201)
        .header('location', `${baseUrl(request)}/v1.0/${assignments}/${made.id}`)
        .send(entity(request, assignments, show(made)));
    },
  );
  app.delete<ById>(
    '/roleManagement/directory/roleAssignments/:id',
    described(write('Unassign', 'Remove member from role'), { summary: 'Take a role away.', answer: noContent }),
    async (request, reply) => {
      const { id, principalId, roleDefinitionId } = await find(request.params.id);
      noteRole(principalId, 'Other', undefined, roleDefinitionId);
      if (!(await roles.unassign(id))) throw objectNotFound(id);
      return reply.status(204).send();
    },
  );
}

/** The older form of the same: each built-in role with its members. */
function activatedRoles(app: FastifyInstance, { directory, roles }: Services): void {
  const find = (id: string) => {
    const wanted = id.toLowerCase().replace(/^roletemplateid=/, '');
    const found = activated.find((role) => role.id === wanted);
    if (!found) throw objectNotFound(id);
    return found;
  };

  const listing = described(read, { summary: 'List built-in roles.', answer: many(activatedShape) });
  app.get('/directoryRoles', listing, async (request) => {
    const query = readQuery(request.query as Record<string, unknown>, directoryLimits);
    const value = chosen(activated, query).map((role) => selected(role, query.select));
    return collection(request, 'directoryRoles', { value });
  });
  const reading = described(read, { summary: 'Read a built-in role.', answer: one(activatedShape) });
  app.get<ById>('/directoryRoles/:id', reading, async (request) =>
    entity(request, 'directoryRoles', find(request.params.id)),
  );
  const templates = described(read, { summary: 'List the templates of built-in roles.', answer: many(activatedShape) });
  app.get('/directoryRoleTemplates', templates, async (request) =>
    collection(request, 'directoryRoleTemplates', {
      value: activated.map(({ id, displayName, description }) => ({
        id,
        deletedDateTime: null,
        displayName,
        description,
      })),
    }),
  );
  const members = described(read, { summary: 'List who holds a built-in role.', answer: many('directoryObject') });
  app.get<ById>('/directoryRoles/:id/members', members, async (request) => {
    const { id } = find(request.params.id);
    const { top, skipToken } = readQuery(request.query as Record<string, unknown>, directoryLimits);
    const after = skipToken === undefined ? undefined : fromPageToken(skipToken);
    if (after !== undefined && !isUuid(after))
      throw new ApiError('PAGE_TOKEN_INVALID', 'The $skiptoken is not one of this list. Start the list again.');
    const held = await roles.store.listHeld({ roleDefinitionId: id, after, limit: top });
    const members = await directory.getObjectsById(held.map(({ principalId }) => principalId));
    const nextAfter = held.length === top ? held.at(-1)?.id : undefined;
    return collection(request, 'directoryObjects', { value: members.map((member) => showAny(member)), nextAfter });
  });
  const giving = described(write('Assign', 'Add member to role'), {
    summary: 'Give a built-in role.',
    body: referenceBody,
    answer: noContent,
  });
  app.post<ById>('/directoryRoles/:id/members/$ref', giving, async (request, reply) => {
    const { id } = find(request.params.id);
    await giveRole({ directory, roles }, referencedId(readBody(referenceBody, request.body)), id);
    return reply.status(204).send();
  });
  app.delete<{ Params: { id: string; memberId: string } }>(
    '/directoryRoles/:id/members/:memberId/$ref',
    described(write('Unassign', 'Remove member from role'), {
      summary: 'Take a built-in role away.',
      answer: noContent,
    }),
    async (request, reply) => {
      const { id } = find(request.params.id);
      const { memberId } = request.params;
      const query = { roleDefinitionId: id, principalId: memberId.toLowerCase(), limit: 1 };
      const [held] = isUuid(memberId) ? await roles.store.listHeld(query) : [];
      noteRole(memberId.toLowerCase(), 'Other', undefined, id);
      if (!held || !(await roles.unassign(held.id))) throw objectNotFound(memberId);
      return reply.status(204).send();
    },
  );
}

/** The principal with the role that comes or goes, for the audit log; of a custom role its id. */
function noteRole(id: string, type: string, displayName: string | undefined, roleId: string): void {
  const name = directoryRoleName(roleId) ?? roleId;
  auditTarget({ type, id, displayName }, [{ name: 'Role.DisplayName', after: name }]);
  auditTarget({ type: 'Role', id: roleId, displayName: name });
}

/** Users, role-assignable groups and service principals hold roles. */
async function giveRole(
  { directory, roles }: Pick<Services, 'directory' | 'roles'>,
  principalId: string,
  roleId: string,
): Promise<HeldRole> {
  const [principal] = await directory.getObjectsById([principalId], ['User', 'Group', 'ServicePrincipal']);
  if (!principal) throw objectNotFound(principalId);
  if (principal.kind === 'Group' && principal.object.isAssignableToRole !== true)
    throw new ApiError(
      'REQUEST_INVALID',
      'The group cannot hold a role: isAssignableToRole is not true. It can be set only when a group is made.',
    );
  noteRole(principal.object.id, principal.kind, principal.object.displayName, roleId);
  const made = await roles.assign(principal.object.id, roleId);
  if (made) return made;
  throw new ApiError(
    'REQUEST_INVALID',
    'A conflicting object with one or more of the specified property values is present in the directory. The principal holds this role already.',
  );
}

const describeRole = (name: string): string => `Holds what ${name}s may do in this service.`;

const builtIn = Object.entries(directoryRoles).map(([displayName, id]) => ({
  id,
  displayName,
  description: describeRole(displayName),
  isBuiltIn: true,
  isEnabled: true,
  resourceScopes: ['/'],
  templateId: id,
  version: '1',
  rolePermissions: [{ allowedResourceActions: [...builtInActions(displayName)], condition: null }],
}));

const activated = Object.entries(directoryRoles).map(([displayName, id]) => ({
  id,
  deletedDateTime: null,
  displayName,
  description: describeRole(displayName),
  roleTemplateId: id,
}));

const showCustom = (role: CustomRole) => ({
  id: role.id,
  displayName: role.displayName,
  description: role.description ?? '',
  isBuiltIn: false,
  isEnabled: role.isEnabled,
  resourceScopes: ['/'],
  templateId: role.id,
  version: '1',
  rolePermissions: [{ allowedResourceActions: [...role.allowedResourceActions], condition: null }],
});

const toCustom = (id: string, given: z.output<typeof aDefinition>): CustomRole => ({
  id,
  displayName: given.displayName,
  ...(given.description ? { description: given.description } : {}),
  isEnabled: given.isEnabled,
  allowedResourceActions: [...new Set(given.rolePermissions.flatMap((each) => each.allowedResourceActions))],
});

/** `$filter` of comparisons with `eq`, joined by `and`. Throws QUERY_UNSUPPORTED for anything else. */
function equalities(request: FastifyRequest, properties: readonly string[]): Readonly<Record<string, string>> {
  const { filter } = readQuery(request.query as Record<string, unknown>, directoryLimits);
  const found: Record<string, string> = {};
  for (const part of conjuncts(filter)) {
    if (
      part.kind !== 'compare' ||
      part.operator !== 'eq' ||
      !properties.includes(part.property) ||
      part.property in found
    )
      throw new ApiError(
        'QUERY_UNSUPPORTED',
        `Unsupported or invalid query filter clause. Supported here: ${properties.join(', ')} with eq, joined by 'and'.`,
      );
    found[part.property] = String(part.value);
  }
  return found;
}
