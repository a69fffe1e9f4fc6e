/** What the nested documents of an application must look like: redirect URIs and delegated permissions. */
import { isUuid } from '@drawbridge/base';
import type { Json } from './property.ts';

type Members = Readonly<Record<string, Json | undefined>>;

const maxRedirectUris = 256;
const maxUriLength = 2048;

const asObject = (value: Json): Members | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Members) : undefined;

/** Browsers get an answer at these: https, or http on the person's own machine. */
const isWebUri = ({ protocol, hostname }: URL): boolean =>
  protocol === 'https:' || (protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(hostname));

/** A scheme that a browser would run or show by itself is no place for an answer. */
const isNativeUri = (uri: URL): boolean =>
  isWebUri(uri) || !['http:', 'javascript:', 'data:', 'file:', 'blob:', 'about:', 'vbscript:'].includes(uri.protocol);

function checkRedirectUris(value: Json, isAllowed: (uri: URL) => boolean): string | undefined {
  const members = asObject(value);
  if (!members) return 'it must be an object';
  const { redirectUris = [] } = members;
  if (redirectUris === null) return undefined;
  if (!Array.isArray(redirectUris) || redirectUris.length > maxRedirectUris)
    return `redirectUris must be a list of at most ${maxRedirectUris} URIs`;
  for (const uri of redirectUris as readonly Json[]) {
    const trouble = checkUri(uri, isAllowed);
    if (trouble !== undefined) return trouble;
  }
  return undefined;
}

function checkUri(uri: Json, isAllowed: (uri: URL) => boolean): string | undefined {
  if (typeof uri !== 'string' || uri.length > maxUriLength || !URL.canParse(uri))
    return 'each of redirectUris must be an absolute URI';
  const shown = uri.slice(0, 200);
  if (uri.includes('*')) return `the redirect URI '${shown}' holds a wildcard, which is not allowed`;
  const parsed = new URL(uri);
  if (parsed.hash !== '' || uri.includes('#')) return `the redirect URI '${shown}' must have no fragment`;
  if (parsed.username !== '' || parsed.password !== '') return `the redirect URI '${shown}' must name no user`;
  return isAllowed(parsed) ? undefined : `the redirect URI '${shown}' must begin with https, or be on localhost`;
}

function checkApi(value: Json): string | undefined {
  const members = asObject(value);
  if (!members) return 'it must be an object';
  const { oauth2PermissionScopes: scopes = [] } = members;
  if (scopes === null) return undefined;
  if (!Array.isArray(scopes)) return 'oauth2PermissionScopes must be a list';
  const seen = new Set<string>();
  for (const scope of scopes as readonly Json[]) {
    const { id, value: name } = asObject(scope) ?? {};
    if (typeof id !== 'string' || !isUuid(id)) return 'each of oauth2PermissionScopes must have an id that is a GUID';
    if (typeof name !== 'string' || !/^[\w!#$%&'()*+,\-./:;<=>?@[\]^`{|}~]{1,120}$/.test(name))
      return `the value of scope ${id} must have 1 to 120 characters without spaces`;
    for (const key of [id.toLowerCase(), name])
      if (seen.has(key)) return `the scope '${key}' occurs twice`;
      else seen.add(key);
  }
  return undefined;
}

/** By the property that holds the document. Each says what is wrong with it, or undefined when nothing is. */
export const applicationDocuments: Readonly<Record<string, (value: Json) => string | undefined>> = {
  web: (value) => checkRedirectUris(value, isWebUri),
  spa: (value) => checkRedirectUris(value, isWebUri),
  publicClient: (value) => checkRedirectUris(value, isNativeUri),
  api: checkApi,
};
