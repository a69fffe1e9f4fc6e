/**
 * The Tenant URL as an administrator types it: the base of a SCIM API, perhaps with one of the query flags by which
 * Microsoft Entra chooses a PATCH dialect. The flags are for the client and do not travel to the target.
 */
import { ConfigError } from '@drawbridge/base';
import type { PatchDialect } from '@drawbridge/scim';

export type TenantUrl = {
  /** Without flags, fragment and slash at the end; other query parameters stay and go with every request. */
  readonly baseUrl: string;
  /** Only when a flag chose it. */
  readonly dialect?: PatchDialect;
};

/** In lower case. Source: Microsoft Entra, application-provisioning-config-problem-scim-compatibility. */
const flags: ReadonlyMap<string, PatchDialect> = new Map([
  ['aadoptscim062020', 'entra'],
  ['azureadscimpatch2017', 'entra-legacy'],
]);

/** @throws ConfigError TENANT_URL_INVALID when it is no absolute http or https URL, or holds a user name or password. */
export function parseTenantUrl(text: string): TenantUrl {
  const url = URL.parse(text.trim());
  // The text is not shown where it may hold a password.
  if (url?.username || url?.password) {
    throw invalid('The Tenant URL holds a user name or password. Remove them, and set a Secret Token instead.');
  }
  if (url?.protocol !== 'https:' && url?.protocol !== 'http:') {
    throw invalid(`The Tenant URL "${text}" is not an absolute http or https URL. Give one such as https://host/scim.`);
  }
  const parameters = url.search.slice(1).split('&');
  const dialect = parameters.map((parameter) => flags.get(flagName(parameter))).find((found) => found !== undefined);
  const others = parameters.filter((parameter) => parameter !== '' && !flags.has(flagName(parameter)));
  const path = url.pathname.replace(/\/+$/, '');
  const baseUrl = url.origin + path + (others.length === 0 ? '' : `?${others.join('&')}`);
  return dialect === undefined ? { baseUrl } : { baseUrl, dialect };
}

/** Administrators write the flag with a value and with a slash at the end, too. */
const flagName = (parameter: string): string => parameter.replace(/[=/].*$/, '').toLowerCase();

const invalid = (message: string): ConfigError => new ConfigError('TENANT_URL_INVALID', message);
