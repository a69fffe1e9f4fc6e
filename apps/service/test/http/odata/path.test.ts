import { expect, it } from 'vitest';
import { normalizePath } from '../../../src/http/odata/path.ts';

it.each([
  ["/v1.0/users('a@b.c')", '/v1.0/users/a@b.c'],
  ['/v1.0/users(%27a@b.c%27)', '/v1.0/users/a@b.c'],
  ["/v1.0/users('o''brien@b.c')", '/v1.0/users/o%27brien@b.c'],
  ['/v1.0/users(%27o%27%27brien@b.c%27)/manager', '/v1.0/users/o%27brien@b.c/manager'],
  ["/v1.0/users('$me@b.c')?$select=id", '/v1.0/users/$me@b.c?$select=id'],
  ["/v1.0/servicePrincipals(appId='x-1')", '/v1.0/servicePrincipals/appId=x-1'],
  ['/v1.0/servicePrincipals(appId=%27x-1%27)/appRoleAssignedTo', '/v1.0/servicePrincipals/appId=x-1/appRoleAssignedTo'],
  ["/v1.0/servicePrincipals('s')/synchronization/jobs('scim.t.1')/schema", '/v1.0/servicePrincipals/s/synchronization/jobs/scim.t.1/schema'],
  ["/beta/onPremisesPublishingProfiles('provisioning')/agents", '/beta/onPremisesPublishingProfiles/provisioning/agents'],
  ['/v1.0/groups/g/members/microsoft.graph.user', '/v1.0/groups/g/members/user'],
  ['/v1.0/users/microsoft.graph.delta()', '/v1.0/users/delta'],
  ['/v1.0/users/delta', '/v1.0/users/delta'],
  ["/v1.0/users?$filter=userPrincipalName eq 'a(b)'", "/v1.0/users?$filter=userPrincipalName eq 'a(b)'"],
  ["/v1.0/users('a/b')", "/v1.0/users('a/b')"],
  ["/v1.0/users('a'x)", "/v1.0/users('a'x)"],
  ['/v1.0/users(5)', '/v1.0/users(5)'],
  ['/', '/'],
  ['', ''],
])('%s becomes %s', (url, plain) => expect(normalizePath(url)).toBe(plain)); // prettier-ignore

it('takes hostile paths in linear time', () => {
  const started = performance.now();
  for (const part of ["('", "(appId='a", '(%27%27', "''", '/microsoft.graph.']) normalizePath(part.repeat(20_000));
  expect(performance.now() - started).toBeLessThan(3000);
});
