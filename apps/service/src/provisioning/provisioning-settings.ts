/** What an application's job secrets say, in the engine's words. Keys are Graph's (graph.synchronizationSecret). */
import { ProvisioningError, type Secret } from '@drawbridge/base';
import type { ScopeMode } from '@drawbridge/engine';
import { parseTenantUrl, type Dialect } from '@drawbridge/scim-client';
import type { StoredSecret } from '@drawbridge/storage';
import { z } from 'zod';

/** Every key that Graph knows; another one is refused. */
export const secretKeys = [
  'None', 'UserName', 'Password', 'SecretToken', 'AppKey', 'BaseAddress', 'ClientIdentifier', 'ClientSecret', 'SingleSignOnType',
  'Sandbox', 'Url', 'Domain', 'ConsumerKey', 'ConsumerSecret', 'TokenKey', 'TokenExpiration', 'Oauth2AccessToken',
  'Oauth2AccessTokenCreationTime', 'Oauth2RefreshToken', 'SyncAll', 'InstanceName', 'Oauth2ClientId', 'Oauth2ClientSecret', 'CompanyId',
  'UpdateKeyOnSoftDelete', 'SynchronizationSchedule', 'SystemOfRecord', 'SandboxName', 'EnforceDomain', 'SyncNotificationSettings',
  'SkipOutOfScopeDeletions', 'Oauth2AuthorizationCode', 'Oauth2RedirectUri', 'ApplicationTemplateIdentifier', 'Oauth2TokenExchangeUri',
  'Oauth2AuthorizationUri', 'AuthenticationType', 'Server', 'PerformInboundEntitlementGrants', 'HardDeletesEnabled',
  'SyncAgentCompatibilityKey', 'SyncAgentADContainer', 'ValidateDomain', 'TestReferences', 'ConnectionString',
] as const; // prettier-ignore

/** Settings that are no secrets: stored and shown in clear. Everything else is sealed and shown as `*`. */
const clearKeys = new Set<string>([
  'BaseAddress', 'SyncAll', 'SyncNotificationSettings', 'SkipOutOfScopeDeletions', 'AuthenticationType', 'HardDeletesEnabled',
  'Url', 'Domain', 'InstanceName', 'CompanyId', 'Server', 'SingleSignOnType', 'ValidateDomain', 'EnforceDomain',
]); // prettier-ignore
export const isSecretKey = (key: string): boolean => !clearKeys.has(key);

export type ProvisioningSettings = {
  readonly baseUrl: string;
  readonly dialect: Dialect;
  readonly secretToken: Secret;
  readonly mode: ScopeMode;
  readonly skipOutOfScopeDeletions: boolean;
  /** Disables and deletes that one cycle may do; absent: no limit. */
  readonly deletionThreshold?: number;
};

/** Throws CREDENTIALS_MISSING when there is no Tenant URL or no Secret Token. */
export function readProvisioningSettings(
  secrets: readonly Pick<StoredSecret, 'key' | 'value'>[],
): ProvisioningSettings {
  const values = new Map(secrets.map(({ key, value }) => [key, value]));
  const baseAddress = values.get('BaseAddress')?.reveal();
  if (!baseAddress) throw missing('Tenant URL (BaseAddress)');
  const secretToken = values.get('SecretToken');
  if (!secretToken) throw missing('Secret Token (SecretToken)');
  const { baseUrl, dialect } = parseTenantUrl(baseAddress);
  const deletionThreshold = readThreshold(values.get('SyncNotificationSettings')?.reveal());
  return {
    baseUrl,
    dialect: dialect ?? 'rfc',
    secretToken,
    mode: isTrue(values.get('SyncAll')) ? 'all' : 'assigned',
    skipOutOfScopeDeletions: isTrue(values.get('SkipOutOfScopeDeletions')),
    ...(deletionThreshold === undefined ? {} : { deletionThreshold }),
  };
}

const isTrue = (value: Secret | undefined): boolean => value?.reveal().toLowerCase() === 'true';

const notificationSettings = z.looseObject({
  DeleteThresholdEnabled: z.boolean().nullish(),
  DeleteThresholdValue: z.number().int().min(0).nullish(),
});

/** Says what is wrong with a value of the key SyncNotificationSettings; undefined when nothing is. */
export function notificationSettingsProblem(text: string): string | undefined {
  const parsed = notificationSettings.safeParse(safeJson(text));
  if (parsed.success) return undefined;
  const [issue] = parsed.error.issues;
  return [issue?.path.join('.'), issue?.message].filter(Boolean).join(': ');
}

function readThreshold(text: string | undefined): number | undefined {
  if (!text) return undefined;
  const { data } = notificationSettings.safeParse(safeJson(text));
  return data?.DeleteThresholdEnabled ? (data.DeleteThresholdValue ?? undefined) : undefined;
}

function safeJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // No JSON is no object: the contract above refuses it.
    return undefined;
  }
}

const missing = (what: string): ProvisioningError =>
  new ProvisioningError(
    'CREDENTIALS_MISSING',
    `The application has no ${what}. Set it under Provisioning, Admin credentials.`,
  );
