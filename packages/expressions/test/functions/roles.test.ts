import { describe, expect, test } from 'vitest';
import { errorOf, valueOf } from '../evaluate.ts';

const roles = [
  { id: '1', value: 'admin', displayName: 'Administrator' },
  { id: '2', displayName: 'Reader' },
];
const complex = [
  '{"primary":false,"type":"WindowsAzureActiveDirectoryRole","display":"Administrator","value":"admin"}',
  '{"primary":false,"type":"WindowsAzureActiveDirectoryRole","display":"Reader","value":"Reader"}',
];

describe('role functions', () => {
  test.each([
    ['AppRoleAssignments', ['admin', 'Reader']],
    ['SingleAppRoleAssignment', 'admin'],
    ['AppRoleAssignmentsComplex', complex],
    ['AssertiveAppRoleAssignmentsComplex', complex],
  ])('%s gives the roles of the context', (name, value) => {
    expect(valueOf(`${name}([appRoleAssignments])`, {}, { roles })).toEqual(value);
    expect(valueOf(`${name}([appRoleAssignments])`, {}, { roles: [] })).toBeUndefined();
  });

  test('without roles in the context the attribute is read', () => {
    expect(valueOf('SingleAppRoleAssignment([appRoleAssignments])', { appRoleAssignments: ['Default'] })).toBe(
      'Default',
    );
    expect(valueOf('SingleAppRoleAssignment([appRoleAssignments])')).toBeUndefined();
  });

  test('they work on appRoleAssignments only', () => {
    expect(errorOf(() => valueOf('SingleAppRoleAssignment([title])')).message).toContain('[appRoleAssignments]');
  });
});
