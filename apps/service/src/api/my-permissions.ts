/** `/me/permissions` (ours): what the signed-in person may do here, so that a client need not offer what would be refused. */
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { contextUrl } from '../http/envelope.ts';
import { described, one } from '../http/openapi/route-description.ts';
import { directoryRoleName, permissions, permits } from '../oauth/directory-roles.ts';
import type { Services } from '../services.ts';
import { signedInUserId } from './me.ts';
import { ownedServicePrincipals } from './ownership.ts';

const shape = z.object({
  permissions: z.array(z.string()),
  roles: z.array(z.object({ roleTemplateId: z.string(), displayName: z.string() })),
  ownedServicePrincipalIds: z.array(z.uuid()),
});

export function myPermissionRoutes(app: FastifyInstance, services: Services): void {
  const reading = described(
    { config: { permissions: 'anyone' as const } },
    { summary: 'Read what the person who is signed in may do.', answer: one(shape) },
  );
  app.get('/me/permissions', reading, async (request) => {
    const userId = await signedInUserId(request, services);
    const { permissions: held, roleTemplateIds } = request.principal!;
    const custom = await services.roles.store.findCustom(roleTemplateIds.filter((id) => !directoryRoleName(id)));
    const customNames = new Map(custom.map(({ id, displayName }) => [id, displayName]));
    return {
      '@odata.context': contextUrl(request, 'permissions'),
      permissions: permissions.filter((permission) => permits(held, permission)),
      roles: roleTemplateIds.map((roleTemplateId) => ({
        roleTemplateId,
        displayName: directoryRoleName(roleTemplateId) ?? customNames.get(roleTemplateId) ?? roleTemplateId,
      })),
      ownedServicePrincipalIds: await ownedServicePrincipals(services, userId),
    };
  });
}
