/**
 * `/identity/identityProviders`: the OpenID Connect providers that people of the organisation sign in with. Graph's
 * openIdConnectIdentityProvider, and ours beside it: domains, creating users, and roles by claims.
 */
import { ApiError, isUuid, newId, Secret } from '@drawbridge/base';
import { objectNotFound } from '@drawbridge/directory';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { coreDirectory, type Activity } from '../audit/activity.ts';
import { baseUrl, collection, entity } from '../http/envelope.ts';
import { described, many, noContent, one } from '../http/openapi/route-description.ts';
import { readBody } from '../http/validate.ts';
import { directoryRoles, isDirectoryRole } from '../oauth/directory-roles.ts';
import type { Services } from '../services.ts';
import { callbackPath } from '../signin/federation/federation.ts';
import { defaultClaims, type IdentityProvider } from '../signin/federation/identity-provider.ts';

// Whoever may add a provider can sign in as anybody and give any role.
const read = { config: { permissions: ['RoleManagement.Read.Directory'] as const } };
const write = (operation: Activity['operationType'], activity: string) => ({
  config: {
    permissions: ['RoleManagement.ReadWrite.Directory'] as const,
    audit: coreDirectory('DirectoryManagement', operation, activity, 'Other'),
  },
});

type ById = { Params: { id: string } };
const set = 'identity/identityProviders';
/** What a secret is shown as, and what leaves the one that is kept. */
const masked = '*';

const claimName = z.string().trim().min(1).max(200);
const aProvider = z.object({
  displayName: z.string().trim().min(1).max(128),
  clientId: z.string().trim().min(1).max(512),
  clientSecret: z.string().min(1).max(2048),
  issuer: z
    .url({ protocol: /^https?$/, error: 'must be an http or https URL' })
    .max(2048)
    .refine((url) => !/[?#]/.test(url) && !url.includes('@'), { error: 'must have no user, query or fragment' }),
  scope: z
    .string()
    .max(512)
    .regex(/(?:^| )openid(?: |$)/, { error: "must hold 'openid'" })
    .default('openid profile email'),
  domains: z
    .array(
      z
        .string()
        .trim()
        .toLowerCase()
        .regex(/^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/, { error: 'must be domain names' }),
    )
    .max(100)
    .default([]),
  claimsMapping: z
    .object({
      userId: claimName.optional(),
      userPrincipalName: claimName.optional(),
      displayName: claimName.optional(),
      givenName: claimName.optional(),
      surname: claimName.optional(),
      email: claimName.optional(),
    })
    .optional(),
  createUsers: z.boolean().default(false),
  roleMapping: z
    .object({
      claim: claimName,
      rules: z
        .array(
          z.object({
            value: z.string().min(1).max(512),
            roleDefinitionId: z
              .string()
              .transform((given) => (isDirectoryRole(given) ? directoryRoles[given] : given.toLowerCase()))
              .refine(isUuid, { error: 'must be a role' }),
          }),
        )
        .max(200),
    })
    .nullish(),
  isEnabled: z.boolean().default(true),
  responseType: z.literal('code').optional(),
});

const providerShape = z.looseObject({ id: z.uuid(), displayName: z.string(), redirectUri: z.string() });

export function identityProviderRoutes(app: FastifyInstance, { federation, roles, clock }: Services): void {
  const find = async (id: string): Promise<IdentityProvider> => {
    const found = isUuid(id) ? await federation.store.find(id.toLowerCase()) : undefined;
    if (!found) throw objectNotFound(id);
    return found;
  };
  const show = (base: string, { id, displayName, settings }: IdentityProvider) => ({
    '@odata.type': '#microsoft.graph.openIdConnectIdentityProvider',
    id,
    displayName,
    clientSecret: masked,
    responseType: 'code',
    ...settings,
    claimsMapping: settings.claimsMapping,
    roleMapping: settings.roleMapping ?? null,
    redirectUri: base + callbackPath,
  });
  const requireRoles = async (given: {
    roleMapping?: { rules: { roleDefinitionId: string }[] } | null | undefined;
  }) => {
    for (const { roleDefinitionId } of given.roleMapping?.rules ?? [])
      if (!(await roles.exists(roleDefinitionId))) throw objectNotFound(roleDefinitionId);
  };

  app.get(
    '/identity/identityProviders',
    described(read, { summary: 'List the providers that people sign in with.', answer: many(providerShape) }),
    async (request) =>
      collection(request, set, { value: (await federation.store.list()).map((each) => show(baseUrl(request), each)) }),
  );
  app.get<ById>(
    '/identity/identityProviders/:id',
    described(read, { summary: 'Read a provider.', answer: one(providerShape) }),
    async (request) => entity(request, set, show(baseUrl(request), await find(request.params.id))),
  );
  app.post(
    '/identity/identityProviders',
    described(write('Add', 'Create identity provider'), {
      summary: 'Add an OpenID Connect provider.',
      body: aProvider,
      answer: one(providerShape, 201),
    }),
    async (request, reply) => {
      const given = readBody(aProvider, request.body);
      if (given.clientSecret === masked) throw new ApiError('REQUEST_INVALID', "The clientSecret must not be '*'.");
      await requireRoles(given);
      const made = toProvider(newId(), given, new Secret(given.clientSecret));
      await federation.store.save(made, clock.now());
      return reply.status(201).send(entity(request, set, show(baseUrl(request), made)));
    },
  );
  app.patch<ById>(
    '/identity/identityProviders/:id',
    described(write('Update', 'Update identity provider'), {
      summary: 'Change a provider.',
      body: aProvider.partial(),
      answer: noContent,
    }),
    async (request, reply) => {
      const known = await find(request.params.id);
      const body = typeof request.body === 'object' ? request.body : {};
      const { settings } = known;
      const before = {
        ...settings,
        displayName: known.displayName,
        clientSecret: masked,
        claimsMapping: settings.claimsMapping,
      };
      const given = readBody(aProvider, { ...before, ...body });
      await requireRoles(given);
      const secret = given.clientSecret === masked ? known.clientSecret : new Secret(given.clientSecret);
      // A secret goes to the issuer it was given for, and to no other.
      if (given.clientSecret === masked && given.issuer !== settings.issuer)
        throw new ApiError('REQUEST_INVALID', 'A new issuer needs its clientSecret: send both.');
      await federation.store.save(toProvider(known.id, given, secret), clock.now());
      return reply.status(204).send();
    },
  );
  app.delete<ById>(
    '/identity/identityProviders/:id',
    described(write('Delete', 'Delete identity provider'), { summary: 'Remove a provider.', answer: noContent }),
    async (request, reply) => {
      await federation.remove((await find(request.params.id)).id);
      return reply.status(204).send();
    },
  );
}

function toProvider(id: string, given: z.output<typeof aProvider>, clientSecret: Secret): IdentityProvider {
  const { displayName, clientSecret: _secret, responseType: _type, claimsMapping, roleMapping, ...settings } = given;
  const mapped = Object.fromEntries(Object.entries(claimsMapping ?? {}).filter(([, name]) => name !== undefined));
  return {
    id,
    displayName,
    clientSecret,
    settings: {
      ...settings,
      claimsMapping: { ...defaultClaims, ...mapped },
      ...(roleMapping ? { roleMapping } : {}),
    },
  };
}
