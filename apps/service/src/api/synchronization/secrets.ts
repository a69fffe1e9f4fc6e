/** `secrets`: Tenant URL, Secret Token and settings of an application; PUT replaces the whole set. */
import { ApiError, Secret } from '@drawbridge/base';
import type { StoredSecret } from '@drawbridge/storage';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { collection } from '../../http/envelope.ts';
import { described, many, noContent } from '../../http/openapi/route-description.ts';
import { readBody } from '../../http/validate.ts';
import { isSecretKey, notificationSettingsProblem, secretKeys } from '../../provisioning/provisioning-settings.ts';
import type { Services } from '../../services.ts';
import { auditTarget } from '../../audit/audit-trail.ts';
import { base, findProvisioned, read, write, type ById } from './job-request.ts';
import { keepMasked, masked } from './masked-secret.ts';

const pair = z.object({ key: z.enum(secretKeys), value: z.string().max(100_000) });
const secretsBody = z
  .object({ value: z.array(pair).optional(), credentials: z.array(pair).optional() })
  // A body without either would remove every secret: surely not what was meant.
  .refine((body) => body.value ?? body.credentials, "must have 'value', the whole list of secrets")
  .transform((body) => body.value ?? body.credentials ?? []);

export function secretRoutes(app: FastifyInstance, services: Services): void {
  const listing = described(read, {
    summary: 'List the settings of an application; secrets as *.',
    answer: many(pair),
  });
  app.get<ById>(`${base}/secrets`, listing, async (request) => {
    const { id } = await findProvisioned(services, request.params.id);
    const stored = await services.secrets.list(id);
    return collection(request, `servicePrincipals('${id}')/synchronization/secrets`, {
      value: stored.map(shownSecret),
    });
  });

  const replacing = described(write, {
    summary: 'Replace the settings and secrets of an application.',
    body: secretsBody,
    answer: noContent,
  });
  app.put<ById>(`${base}/secrets`, replacing, async (request, reply) => {
    const { id } = await findProvisioned(services, request.params.id);
    const given = readBody(secretsBody, request.body);
    checkSecrets(given);
    const saved = await services.secrets.list(id);
    const present = given.filter(({ value }) => value !== '');
    const kept = keepMasked(
      present.map(({ key, value }) => ({ key, value: new Secret(value), sealed: isSecretKey(key) })),
      saved,
    );
    const unknown = kept.find((secret) => secret.sealed && secret.value.reveal() === masked);
    if (unknown) {
      throw new ApiError(
        'REQUEST_INVALID',
        `The secret '${unknown.key}' has the value '*', which keeps the stored one, but none is stored. Give the secret itself.`,
      );
    }
    const secrets = [...new Map(kept.map((secret) => [secret.key, secret])).values()];
    noteSecrets(id, saved, secrets);
    await services.secrets.replace(id, secrets);
    if (scopeOf(saved) !== scopeOf(secrets)) await reevaluate(services, id);
    await services.wakeJobsOfApplication(id);
    return reply.status(204).send();
  });
}

/** Settings that say who is to have an account; when they change, the next cycle looks at everybody. */
const scopeOf = (secrets: readonly StoredSecret[]): string => {
  const isOn = (name: string): boolean =>
    secrets.some(({ key, value }) => key === name && value.reveal().toLowerCase() === 'true');
  return `${isOn('SyncAll')} ${isOn('SkipOutOfScopeDeletions')}`;
};

async function reevaluate({ jobs }: Services, servicePrincipalId: string): Promise<void> {
  for (const job of await jobs.listByServicePrincipal(servicePrincipalId))
    await jobs.setSettings(job.id, job.settings ?? {}, { reevaluates: true });
}

export const shownSecret = ({ key, value, sealed }: StoredSecret): { key: string; value: string } => ({
  key,
  value: sealed ? masked : value.reveal(),
});

/** Which keys changed, for the audit log; of a secret only that it did. */
function noteSecrets(id: string, saved: readonly StoredSecret[], given: readonly StoredSecret[]): void {
  const find = (secrets: readonly StoredSecret[], key: string) => secrets.find((secret) => secret.key === key);
  const changes = [...new Set([...saved, ...given].map(({ key }) => key))].flatMap((key) => {
    const [before, after] = [find(saved, key), find(given, key)];
    if (before?.value.reveal() === after?.value.reveal()) return [];
    return [{ name: key, before: before && shownSecret(before).value, after: after && shownSecret(after).value }];
  });
  auditTarget({ type: 'ServicePrincipal', id }, changes);
}

function checkSecrets(given: readonly { key: string; value: string }[]): void {
  for (const { key, value } of given) {
    if (key === 'BaseAddress' && value !== '' && !/^https?:\/\//i.test(value)) {
      throw new ApiError(
        'REQUEST_INVALID',
        `The Tenant URL (BaseAddress) '${value.slice(0, 200)}' must begin with https:// or http://.`,
      );
    }
    const problem = key === 'SyncNotificationSettings' && value !== '' ? notificationSettingsProblem(value) : undefined;
    if (problem !== undefined) {
      throw new ApiError(
        'REQUEST_INVALID',
        `SyncNotificationSettings must be a JSON object in a string, such as {"DeleteThresholdEnabled":true,"DeleteThresholdValue":500}: ${problem}.`,
      );
    }
  }
}
