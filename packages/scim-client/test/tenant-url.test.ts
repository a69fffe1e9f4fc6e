import { describe, expect, test } from 'vitest';
import { parseTenantUrl } from '../src/index.ts';

describe('parseTenantUrl', () => {
  test.each([
    ['https://host/scim', 'https://host/scim', undefined],
    ['https://host/scim/', 'https://host/scim', undefined],
    ['https://host', 'https://host', undefined],
    [' https://HOST:443/scim// ', 'https://host/scim', undefined],
    ['http://localhost:8080/scim/v2', 'http://localhost:8080/scim/v2', undefined],
    ['https://host/scim?aadOptscim062020', 'https://host/scim', 'entra'],
    ['https://host/scim/?aadOptscim062020', 'https://host/scim', 'entra'],
    ['https://host/scim?AADOPTSCIM062020=', 'https://host/scim', 'entra'],
    ['https://host/scim?aadOptscim062020/', 'https://host/scim', 'entra'],
    ['https://host/scim?AzureAdScimPatch2017', 'https://host/scim', 'entra-legacy'],
    ['https://host/scim?org=7&aadOptscim062020&x=a%26b', 'https://host/scim?org=7&x=a%26b', 'entra'],
    ['https://host/scim?org=7#part', 'https://host/scim?org=7', undefined],
    ['https://host/a b/', 'https://host/a%20b', undefined],
  ])('%s has the base %s and dialect %s', (text, baseUrl, dialect) => {
    expect(parseTenantUrl(text)).toEqual(dialect === undefined ? { baseUrl } : { baseUrl, dialect });
  });

  test.each(['', 'host/scim', '/scim', 'ftp://host/scim', 'javascript:alert(1)', 'https://', 'file:///scim'])(
    '%j is refused',
    (text) => {
      expect(() => parseTenantUrl(text)).toThrow(expect.objectContaining({ code: 'TENANT_URL_INVALID' }) as Error);
    },
  );

  test('a password in the URL is refused and not shown', () => {
    expect(() => parseTenantUrl('https://admin:hunter2@host/scim')).toThrow(/user name or password/);
    expect(() => parseTenantUrl('https://admin:hunter2@host/scim')).not.toThrow(/hunter2/);
  });
});
