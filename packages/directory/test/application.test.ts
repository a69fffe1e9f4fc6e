/** What may stand in an application, and what of it its service principal shows. */
import { describe, expect, test } from 'vitest';
import { checkAppRoles, checkRoleChange, type AppRole } from '../src/app-role.ts';
import { applicationDocuments } from '../src/application-documents.ts';
import { checkApplicationChange, followingPatch } from '../src/follow-application.ts';

const role = (id: string, given: Partial<AppRole> = {}): AppRole => ({
  id,
  displayName: id,
  isEnabled: true,
  allowedMemberTypes: ['User'],
  ...given,
});
const [first, second] = ['11111111-1111-4111-8111-111111111111', '22222222-2222-4222-8222-222222222222'] as const;
const asJson = (roles: readonly AppRole[]) => JSON.parse(JSON.stringify(roles)) as never;

describe('app roles', () => {
  test('have ids and values that occur once', () => {
    expect(checkAppRoles(asJson([role(first), role(second)]))).toBeUndefined();
    expect(checkAppRoles(asJson([role(first), role(first)]))).toContain('occurs twice');
    expect(checkAppRoles(asJson([role(first, { value: 'a' }), role(second, { value: 'a' })]))).toContain("'a'");
    expect(checkAppRoles(asJson([role(first, { value: null }), role(second, { value: null })]))).toBeUndefined();
  });

  test('are disabled before they are removed', () => {
    expect(checkRoleChange([role(first)], [role(second)])).toContain('unless disabled first');
    expect(checkRoleChange([role(first, { isEnabled: false })], [])).toBeUndefined();
    expect(checkRoleChange([role(first)], [role(first.toUpperCase(), { isEnabled: false })])).toBeUndefined();
    const change = () => checkApplicationChange({ appRoles: asJson([role(first)]) }, { appRoles: null });
    expect(change).toThrow('unless disabled first');
    expect(() => checkApplicationChange({ appRoles: asJson([role(first)]) }, { displayName: 'x' })).not.toThrow();
  });
});

describe('redirect URIs', () => {
  const web = (uri: unknown) => applicationDocuments['web']?.({ redirectUris: [uri] } as never);
  const native = (uri: unknown) => applicationDocuments['publicClient']?.({ redirectUris: [uri] } as never);

  test('lead to https, or to the own machine', () => {
    for (const uri of ['https://a.example/back', 'http://localhost:3000/', 'http://127.0.0.1/x', 'http://[::1]:1/x'])
      expect(web(uri), uri).toBeUndefined();
    for (const uri of [
      'http://a.example/',
      'javascript:alert(1)',
      'myapp://x',
      'https://*.example/',
      'https://a.example/#x',
      'https://u:p@a.example/',
      '/back',
      '',
      7,
      null,
      {},
      'x'.repeat(3000),
    ])
      // prettier-ignore
      expect(web(uri), String(uri)).toEqual(expect.any(String));
  });

  test('of programs may have a scheme of their own, never one that a browser runs', () => {
    for (const uri of ['myapp://auth', 'ms-appx-web://x/y', 'http://localhost', 'https://a.example/x'])
      expect(native(uri), uri).toBeUndefined();
    for (const uri of ['javascript:alert(1)', 'data:text/html,x', 'file:///etc/passwd', 'http://a.example/'])
      expect(native(uri), uri).toEqual(expect.any(String));
  });

  test('stand in an object with a list', () => {
    for (const value of [
      [],
      'x',
      5,
      { redirectUris: 'x' },
      { redirectUris: Array.from({ length: 300 }, () => 'https://a.b/') },
    ])
      expect(applicationDocuments['spa']?.(value as never)).toEqual(expect.any(String));
    expect(applicationDocuments['spa']?.({ redirectUris: null })).toBeUndefined();
  });
});

describe('delegated permissions', () => {
  const check = (scopes: unknown) => applicationDocuments['api']?.({ oauth2PermissionScopes: scopes } as never);

  test('have ids and values that occur once', () => {
    expect(check([{ id: first, value: 'Things.Read' }])).toBeUndefined();
    expect(check([{ id: first, value: 'a' }, { id: second, value: 'a' }])).toContain('twice'); // prettier-ignore
    expect(check([{ id: 'x', value: 'a' }])).toContain('GUID');
    expect(check([{ id: first, value: 'with space' }])).toContain('spaces');
    expect(check('x')).toContain('list');
  });
});

describe('the service principal of an application', () => {
  test('shows its name, roles, scopes, names and reply URLs, and nothing else of it', () => {
    expect(followingPatch({ appId: 'app' }, { notes: 'x' })).toBeUndefined();
    const patch = {
      displayName: 'New',
      identifierUris: ['api://new'],
      web: { redirectUris: ['https://a.example/'] },
      api: { oauth2PermissionScopes: [] },
    };
    const after = { appId: 'app', spa: { redirectUris: ['https://a.example/', 'https://b.example/'] }, ...patch };
    expect(followingPatch(after, patch)).toEqual({
      displayName: 'New',
      appDisplayName: 'New',
      servicePrincipalNames: ['app', 'api://new'],
      oauth2PermissionScopes: [],
      replyUrls: ['https://a.example/', 'https://b.example/'],
    });
    expect(followingPatch({ appId: 'app' }, { web: null })).toEqual({ replyUrls: null });
  });
});
